import { afterAnswer, afterKey, afterOutcome, delayFor, initialDelay } from '../core/delay.ts';
import { type Situation, situate } from '../core/situation.ts';
import { packFor } from '../languages/index.ts';
import type { Answer } from './answer.ts';
import { Answers } from './answers.ts';
import { Asking, type AskingParts } from './asking.ts';
import { sleep } from './clock.ts';
import { Connection } from './connection.ts';
import { type Ask, quietAt, quietBefore } from './decide.ts';
import { type Followed, Follower } from './follow.ts';
import { type Asked, SuggestionIds, shapeAt } from './offering.ts';
import type { RecordedContent } from './recording.ts';
import type { Result, Suggestion, Trace } from './result.ts';
import { type Rules, RulesKeeper } from './rules.ts';
import type { SyntaxTrees } from './syntax.ts';
import { Tracer } from './tracer.ts';
import { asTransportError } from './transport.ts';

export interface EngineParts extends AskingParts {
  random: () => number;
  syntax: SyntaxTrees;
}

/** What happens, for those who listen: telemetry, the status bar, the explanation view. */
export type Observation =
  /** `fresh`: place and words of an answer at the place that it was asked for; for a recording, by consent alone. */
  | { kind: 'result'; result: Result; fresh?: RecordedContent }
  /** A request was given up before it led to anything. */
  | { kind: 'abandoned'; suggestionId: string; trace: Trace }
  | { kind: 'life'; followed: Followed };

/** One keystroke's life: decide → reuse → collect → ask → stop → shape → check → offer → follow. */
export class Engine {
  readonly connection: Connection;
  readonly rules: RulesKeeper;
  readonly follower: Follower;
  readonly #parts: EngineParts;
  readonly #asking: Asking;
  readonly #answers = new Answers();
  readonly #ids: SuggestionIds;
  readonly #traces = new WeakMap<Answer, Trace>();
  /** Answers whose timing and head have been taken note of. */
  readonly #heard = new WeakSet<Answer>();
  readonly #observers = new Set<(observation: Observation) => void>();
  readonly #fresh = new WeakMap<Trace, RecordedContent>();
  #delay = initialDelay;
  #lastKey = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { clock, random, transport } = parts;
    this.connection = new Connection({ clock, random, probe: () => this.rules.refresh() });
    this.rules = new RulesKeeper({
      transport,
      clock,
      onFault: error => this.connection.failed(error),
      onSuccess: () => this.connection.succeeded(),
    });
    this.follower = new Follower(clock, followed => this.#followed(followed));
    this.#asking = new Asking(parts, answer => this.#abandoned(answer));
    this.#ids = new SuggestionIds(parts.newId);
  }

  /** Never throws: whatever happens is one of the four results. */
  async complete(ask: Ask, signal: AbortSignal): Promise<Result> {
    const tracer = new Tracer(ask, this.#parts.clock);
    const result = await this.#live(ask, signal, tracer).catch((error): Result => {
      const { kind, message } = asTransportError(error);
      return { kind: 'failed', reason: kind, message, trace: tracer.trace };
    });
    const fresh = this.#fresh.get(tracer.trace);
    this.#observe({ kind: 'result', result, ...(fresh ? { fresh } : {}) });
    return result;
  }

  async #live(ask: Ask, signal: AbortSignal, tracer: Tracer): Promise<Result> {
    const { trace } = tracer;
    const nothing = (reason: (Result & { kind: 'nothing' })['reason']): Result => ({ kind: 'nothing', reason, trace });
    const cancelled = (): Result => ({ kind: 'cancelled', reason: 'typing-went-on', trace });

    // Decide.
    // While the proxy is away it is asked at its own pace, or by hand; not by every key.
    const mayAsk = this.connection.state.kind === 'ready' || ask.trigger === 'manual';
    if (!ask.quiet && mayAsk) await this.rules.keepFresh();
    const { rules } = this.rules;
    const quiet = quietBefore(ask, rules?.document);
    if (quiet || !rules) return nothing(quiet === 'policy-unknown' ? this.#whyUnknown() : (quiet ?? 'policy-unknown'));
    const situation = await this.#situate(ask);
    const quietHere = quietAt(ask, situation);
    if (quietHere) return nothing(quietHere);
    tracer.ended('decide');

    // Reuse.
    let asked = this.#reuse(ask, situation, rules);
    let shaped: ReturnType<typeof shapeAt>;
    tracer.ended('reuse');
    for (;;) {
      // Collect, ask.
      if (!asked) {
        const away = this.#whyAway(ask);
        if (away) return nothing(away);
        trace.delayMs = ask.immediate || ask.trigger === 'manual' ? 0 : delayFor(this.#delay);
        await sleep(this.#parts.clock, trace.delayMs, signal);
        tracer.ended('wait');
        if (signal.aborted) return cancelled();
        const answer = await this.#asking.ask(ask, situation, rules, 'interactive', trace, signal);
        tracer.ended('collect');
        if (!answer) return cancelled();
        this.#keep(answer, trace);
        asked = { answer, relation: { kind: 'typed', typed: '', replaced: 0 }, found: false };
      }
      // Stop.
      const typed = asked.relation.kind === 'typed' ? asked.relation.typed : '';
      const state = await asked.answer.until(typed, signal);
      if (state === 'gone') return cancelled();
      if (state === 'disagrees') asked.answer.abort();
      else if (asked.answer.error) break;
      else {
        tracer.ended('ask');
        shaped = shapeAt(asked, situation);
        if (!asked.found || shaped?.shown || isSamePlace(asked)) break;
      }
      asked = undefined;
    }
    const { answer } = asked;
    this.#describe(answer, trace);
    if (answer.error) {
      tracer.ended('ask');
      this.#answers.remove(answer);
      this.connection.failed(answer.error);
      return { kind: 'failed', reason: answer.error.kind, message: answer.error.message, trace };
    }

    // Shape, check, offer.
    if (!asked.found) this.#fresh.set(trace, contentOf(answer, situation));
    trace.reasons = shaped?.reasons ?? [];
    tracer.ended('shape');
    if (signal.aborted) return cancelled();
    if (!shaped?.shown) return nothing(answer.text.trim() === '' ? 'empty-answer' : (trace.reasons.at(-1) ?? 'blank'));
    if (ask.isDrawn && !ask.isDrawn(shaped.shown)) return nothing('not-drawn');
    const named = this.#ids.of(asked, this.follower.current?.suggestion.id);
    const suggestion: Suggestion = { ...named, ...shaped.shown };
    trace.source = named.source;

    // Follow.
    this.follower.offered(suggestion, ask.documentId, answer, trace);
    if (named.source !== 'typed-as-suggested') void this.#speculate(ask, situation, rules, suggestion, answer);
    return { kind: 'offered', suggestion, trace };
  }

  async #situate(ask: Ask): Promise<Situation> {
    const { languageId } = ask.place;
    await this.#parts.syntax.load(languageId);
    return situate(ask.place, packFor(languageId), this.#parts.syntax.for(languageId));
  }

  #reuse(ask: Ask, situation: Situation, rules: Rules): Asked | undefined {
    const world = this.#asking.world(ask, rules);
    const current = this.follower.current?.answer;
    const found = this.#answers.byTyping(ask.documentId, situation, world, current);
    return found && { ...found, found: true };
  }

  /** A newer question of a document takes the older one's place. */
  #keep(answer: Answer, trace: Trace): void {
    for (const older of this.#answers.inFlight(answer.asked.documentId)) older.abort();
    this.#traces.set(answer, trace);
    this.#answers.add(answer);
  }

  /**
   * While a suggestion is shown and the model is idle, asks for what would follow its accept: in a lower lane, and only
   * where the answer at hand does not say it already.
   */
  async #speculate(ask: Ask, at: Situation, rules: Rules, suggestion: Suggestion, answer: Answer): Promise<void> {
    if (answer.load !== 'idle' || ask.trigger === 'manual' || this.connection.state.kind !== 'ready') return;
    const prefix = at.prefix + suggestion.text;
    const suffix = at.suffix.slice(suggestion.replaceSuffixLength);
    const next: Ask = { ...ask, place: { ...ask.place, prefix, suffix } };
    const situation = situate(next.place, at.pack, at.parse);
    if (this.#reuse(next, situation, rules)) return;
    const { trace } = new Tracer(next, this.#parts.clock);
    const signal = new AbortController().signal;
    const early = await this.#asking.ask(next, situation, rules, 'speculative', trace, signal);
    if (early && this.follower.current?.suggestion.id === suggestion.id) this.#keep(early, trace);
    else early?.abort();
  }

  #describe(answer: Answer, trace: Trace): void {
    const origin = this.#traces.get(answer);
    trace.requestId = answer.requestId;
    trace.head = answer.head;
    trace.load = answer.load;
    trace.confidence = answer.evidence?.confidence ?? null;
    trace.firstTextMs = answer.firstTextMs;
    trace.answeredMs = answer.endedMs;
    trace.suggestionId ??= answer.suggestionIds.get(0) ?? null;
    trace.stop = answer.stop;
    trace.finish = answer.finish;
    trace.multiline ??= origin?.multiline ?? null;
    trace.sent ??= origin?.sent ?? null;
    if (this.#heard.has(answer)) return;
    this.#heard.add(answer);
    if (!answer.error) this.connection.succeeded();
    if (answer.endedMs !== null) this.#delay = afterAnswer(this.#delay, answer.endedMs);
    if (answer.head) this.rules.heard(answer.head.policy_version);
  }

  #whyUnknown(): 'offline' | 'signed-out' | 'throttled' | 'policy-unknown' {
    const { kind } = this.connection.state;
    return kind === 'ready' ? 'policy-unknown' : kind;
  }

  #whyAway(ask: Ask): 'offline' | 'signed-out' | 'throttled' | undefined {
    const { state } = this.connection;
    // By hand one may try what a machine must not.
    if (state.kind === 'ready' || (ask.trigger === 'manual' && state.kind !== 'signed-out')) return undefined;
    return state.kind;
  }

  /**
   * The editor tells: text came in at the cursor, in one change.
   * @returns how many characters of it an accept has put there
   */
  typed(documentId: string, text: string): number {
    const now = this.#parts.clock.monotonic();
    this.#delay = afterKey(this.#delay, now - this.#lastKey);
    this.#lastKey = now;
    return this.follower.inserted(documentId, text);
  }

  onObservation(observer: (observation: Observation) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Another proxy, another person, another policy: nothing of before may be used. */
  reset(): void {
    this.follower.closed();
    this.#answers.clear();
    this.rules.forget();
    this.connection.reset();
  }

  dispose(): void {
    this.follower.closed();
    this.#answers.clear();
    this.connection.dispose();
    this.#observers.clear();
  }

  #followed(followed: Followed): void {
    const { ending, accepted } = followed.life;
    if (ending) {
      this.#ids.ended(followed.suggestion.id);
      if (ending === 'accepted_full' || ending === 'typing_disagreed' || ending === 'ignored') {
        this.#delay = afterOutcome(this.#delay, accepted > 0);
      }
      // What would have followed the suggestion follows it no more.
      if (accepted === 0 && ending !== 'typed_through') {
        for (const early of this.#answers.inFlight(followed.documentId)) if (early.speculative) early.abort();
      }
    }
    this.#observe({ kind: 'life', followed });
  }

  #abandoned(answer: Answer): void {
    this.#answers.remove(answer);
    const trace = this.#traces.get(answer);
    const suggestionId = answer.suggestionIds.get(0);
    if (!trace || suggestionId === undefined) return;
    trace.source = answer.speculative ? 'speculative' : 'network';
    this.#observe({ kind: 'abandoned', suggestionId, trace });
  }

  #observe(observation: Observation): void {
    for (const observer of this.#observers) observer(observation);
  }
}

/** At the very place of the question, an answer that led to nothing leads to nothing again: the model need not be asked. */
function isSamePlace({ relation }: Asked): boolean {
  return relation.kind === 'typed' && relation.typed === '';
}

function contentOf(answer: Answer, { prefix, suffix, path }: Situation): RecordedContent {
  const shown = answer.shaped?.shown;
  return {
    filename: path,
    prefix,
    suffix,
    completion: answer.text,
    shown: shown?.text ?? null,
    replaceSuffixLength: shown?.replaceSuffixLength ?? 0,
    multiline: answer.multiline,
  };
}
