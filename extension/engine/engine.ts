import { afterAnswer, afterKey, afterOutcome, delayFor, initialDelay } from '../core/delay.ts';
import { keyText } from '../core/key.ts';
import { decideMultiline } from '../core/multiline.ts';
import type { Relation } from '../core/reuse.ts';
import { fitRest, type Shaped, shape, stopIn } from '../core/shape.ts';
import { type Situation, situate } from '../core/situation.ts';
import { windowAround, windowBudget } from '../core/window.ts';
import { packFor } from '../languages/index.ts';
import { Answer, type World } from './answer.ts';
import { Answers, type Found } from './answers.ts';
import { type Clock, sleep } from './clock.ts';
import type { ContextSource } from './collect.ts';
import { Connection } from './connection.ts';
import { type Ask, quietAt, quietBefore } from './decide.ts';
import { type Followed, Follower } from './follow.ts';
import { completionRequest, maxTokensFor } from './request.ts';
import type { Result, Suggestion, Trace } from './result.ts';
import { type Rules, RulesKeeper } from './rules.ts';
import type { SyntaxTrees } from './syntax.ts';
import { Tracer } from './tracer.ts';
import type { Transport } from './transport.ts';

export interface EngineParts {
  transport: Transport;
  clock: Clock;
  random: () => number;
  /** UUIDv7, for requests and suggestions. */
  newId: () => string;
  sessionId: string;
  syntax: SyntaxTrees;
  context: ContextSource;
  /** Model to ask for, by the user's choice; undefined: the proxy's preferred one. */
  model?: () => string | undefined;
}

/** What happens, for those who listen: telemetry, the status bar, the explanation view. */
export type Observation =
  | { kind: 'result'; result: Result }
  /** A request was given up before it led to anything. */
  | { kind: 'abandoned'; suggestionId: string; trace: Trace }
  | { kind: 'life'; followed: Followed };

type Asked = { answer: Answer; relation: Relation; found: boolean };

/** One keystroke's life: decide → reuse → collect → ask → stop → shape → check → offer → follow. */
export class Engine {
  readonly connection: Connection;
  readonly rules: RulesKeeper;
  readonly follower: Follower;
  readonly #parts: EngineParts;
  readonly #answers = new Answers();
  readonly #traces = new WeakMap<Answer, Trace>();
  /** Answers whose timing and head have been taken note of. */
  readonly #heard = new WeakSet<Answer>();
  readonly #observers = new Set<(observation: Observation) => void>();
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
  }

  /** Never throws: whatever happens is one of the four results. */
  async complete(ask: Ask, signal: AbortSignal): Promise<Result> {
    const tracer = new Tracer(ask, this.#parts.clock);
    const result = await this.#live(ask, signal, tracer);
    this.#observe({ kind: 'result', result });
    return result;
  }

  async #live(ask: Ask, signal: AbortSignal, tracer: Tracer): Promise<Result> {
    const { trace } = tracer;
    const nothing = (reason: (Result & { kind: 'nothing' })['reason']): Result => ({ kind: 'nothing', reason, trace });
    const cancelled = (): Result => ({ kind: 'cancelled', reason: 'typing-went-on', trace });

    // Decide.
    if (!ask.quiet) await this.rules.keepFresh();
    const rules = this.rules.rules;
    const quiet = quietBefore(ask, rules?.document);
    if (quiet || !rules) return nothing(quiet === 'policy-unknown' ? this.#whyUnknown() : (quiet ?? 'policy-unknown'));
    await this.#parts.syntax.load(ask.place.languageId);
    const { languageId } = ask.place;
    const situation = situate(ask.place, packFor(languageId), this.#parts.syntax.for(languageId));
    const quietHere = quietAt(ask, situation);
    if (quietHere) return nothing(quietHere);
    tracer.ended('decide');

    // Reuse.
    let asked = this.#reuse(ask, situation, rules);
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
        asked = await this.#ask(ask, situation, rules, signal, tracer);
        if (!asked) return cancelled();
      }
      // Stop.
      const typed = asked.relation.kind === 'typed' ? asked.relation.typed : '';
      const state = await asked.answer.until(typed, signal);
      if (state === 'gone') return cancelled();
      if (state === 'disagrees') asked.answer.abort();
      else if (!asked.found || asked.answer.error || this.#offerable(asked, situation)) break;
      asked = undefined;
    }
    tracer.ended('ask');
    const { answer } = asked;
    this.#describe(answer, trace);
    if (answer.error) {
      this.#answers.remove(answer);
      this.connection.failed(answer.error);
      return { kind: 'failed', reason: answer.error.kind, message: answer.error.message, trace };
    }

    // Shape, check, offer.
    const shaped = this.#shapeAt(asked, situation);
    trace.reasons = shaped?.reasons ?? [];
    tracer.ended('shape');
    if (signal.aborted) return cancelled();
    if (!shaped?.shown) return nothing(answer.text.trim() === '' ? 'empty-answer' : (trace.reasons.at(-1) ?? 'blank'));
    if (ask.isDrawn && !ask.isDrawn(shaped.shown)) return nothing('not-drawn');
    const suggestion = this.#suggestion(asked, shaped.shown, trace);

    // Follow.
    this.follower.offered(suggestion, ask.documentId, answer, trace);
    return { kind: 'offered', suggestion, trace };
  }

  #world(ask: Ask, rules: Rules): World {
    return {
      rules: [this.#model(rules), rules.document.policy_version, ask.lengthMode].join('\n'),
      context: this.#parts.context.version(ask.documentId),
    };
  }

  #reuse(ask: Ask, situation: Situation, rules: Rules): Asked | undefined {
    const world = this.#world(ask, rules);
    const current = this.follower.current?.answer;
    const found: Found | undefined = this.#answers.byTyping(ask.documentId, situation, world, current);
    return found && { ...found, found: true };
  }

  async #ask(
    ask: Ask,
    situation: Situation,
    rules: Rules,
    signal: AbortSignal,
    tracer: Tracer,
  ): Promise<Asked | undefined> {
    const { clock, transport, newId, sessionId } = this.#parts;
    const { policy, policy_version: policyVersion } = rules.document;
    const { multiline, why } = decideMultiline(situation, ask.lengthMode);
    const budget = windowBudget(policy.completion.prompt_tokens);
    const window = windowAround(situation, budget);
    const room = budget.prefix + budget.suffix - window.prefix.length - window.suffix.length;
    const context = await this.#parts.context.items(situation, window, room, signal);
    tracer.ended('collect');
    if (signal.aborted) return undefined;

    const world = this.#world(ask, rules);
    const model = this.#model(rules);
    const request = completionRequest({
      requestId: newId(),
      sessionId,
      model,
      situation,
      window,
      context,
      multiline,
      policyTokens: policy.completion.max_tokens,
      trigger: ask.trigger,
      priority: 'interactive',
    });
    const key = keyText({
      documentId: ask.documentId,
      languageId: situation.languageId,
      path: situation.path,
      prefix: window.prefix,
      suffix: window.suffix,
      model,
      multiline,
      maxTokens: maxTokensFor(situation, multiline, policy.completion.max_tokens),
      contextVersion: world.context,
      policyVersion,
    });
    // A newer question of the same document takes the older one's place.
    for (const older of this.#answers.inFlight(ask.documentId)) older.abort();
    const { trace } = tracer;
    trace.multiline = { multiline, why };
    trace.sent = {
      prefix: window.prefix.length,
      suffix: window.suffix.length,
      context: context.map(({ kind, path, text }) => ({ kind, path, characters: text.length })),
    };
    const answer = new Answer({
      key,
      asked: { documentId: ask.documentId, window },
      world,
      shaping: { situation, multiline, ended: false },
      request,
      transport,
      clock,
      onAbandoned: given => this.#abandoned(given),
    });
    answer.suggestionIds.set(0, newId());
    this.#traces.set(answer, trace);
    trace.requestId = answer.requestId;
    trace.suggestionId = answer.suggestionIds.get(0)!;
    this.#answers.add(answer);
    return { answer, relation: { kind: 'typed', typed: '', replaced: 0 }, found: false };
  }

  /** Whether something of a reused answer is left here, or the model must be asked after all. */
  #offerable(asked: Asked, situation: Situation): boolean {
    const shaped = this.#shapeAt(asked, situation);
    if (shaped?.shown) return true;
    // At the very place of the question, an answer that led to nothing leads to nothing again.
    return asked.relation.kind === 'typed' && asked.relation.typed === '';
  }

  /** The part of the answer that belongs at the present place, through the same filters as a fresh one. */
  #shapeAt({ answer, relation }: Asked, situation: Situation): Omit<Shaped, 'meant'> | undefined {
    const { shown, meant, reasons } = answer.shaped!;
    const shaping = { situation, multiline: answer.multiline, ended: true };
    if (relation.kind === 'deleted') return shown ? fitRest(relation.deleted + shown.text, shaping) : undefined;
    const { typed } = relation;
    if (typed === '') return { shown, reasons };
    if (shown?.text.startsWith(typed) && typed.length < shown.text.length) {
      return fitRest(shown.text.slice(typed.length), shaping);
    }
    if (!meant.startsWith(typed)) return undefined;
    // What the answer says beyond the suggestion, once that stands in the document: whole units only.
    const rest = meant.slice(typed.length);
    const decided = { situation, multiline: decideMultiline(situation).multiline, ended: answer.whole };
    if (!answer.whole && !stopIn(rest, decided)) return undefined;
    return shape(rest, { ...decided, ended: true });
  }

  #suggestion(
    { answer, relation, found }: Asked,
    shown: { text: string; replaceSuffixLength: number },
    trace: Trace,
  ): Suggestion {
    const typed = relation.kind === 'typed' ? relation.typed : '';
    const first = answer.shaped?.shown?.text ?? '';
    const segment = typed.length < first.length || first === '' ? 0 : typed.length;
    const current = this.follower.current?.suggestion.id;
    let id = answer.suggestionIds.get(segment);
    const isNew = id === undefined || this.#ended.has(id);
    if (isNew) {
      id = this.#parts.newId();
      answer.suggestionIds.set(segment, id);
    }
    const source = !found
      ? 'network'
      : id === current && typed !== ''
        ? 'typed-as-suggested'
        : isNew
          ? 'cache'
          : 'network';
    trace.source = answer.speculative && source !== 'typed-as-suggested' ? 'speculative' : source;
    return { id: id!, ...shown, source: trace.source };
  }

  /** Suggestions whose life is over; the same text offered again is a new suggestion. Bounded by the answers kept. */
  readonly #ended = new Set<string>();

  #describe(answer: Answer, trace: Trace): void {
    const origin = this.#traces.get(answer);
    trace.requestId = answer.requestId;
    trace.head = answer.head;
    trace.load = answer.load;
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

  #model(rules: Rules): string {
    const wanted = this.#parts.model?.();
    return wanted !== undefined && rules.models.includes(wanted) ? wanted : rules.models[0]!;
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

  // What the editor tells.

  /** Text came in at the cursor, in one change. */
  typed(documentId: string, text: string): void {
    const now = this.#parts.clock.monotonic();
    this.#delay = afterKey(this.#delay, now - this.#lastKey);
    this.#lastKey = now;
    this.follower.inserted(documentId, text);
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
      this.#ended.add(followed.suggestion.id);
      if (this.#ended.size > 400) this.#ended.delete(this.#ended.values().next().value!);
      if (ending === 'accepted_full' || ending === 'typing_disagreed' || ending === 'ignored') {
        this.#delay = afterOutcome(this.#delay, accepted > 0);
      }
    }
    this.#observe({ kind: 'life', followed });
  }

  #abandoned(answer: Answer): void {
    this.#answers.remove(answer);
    const trace = this.#traces.get(answer);
    const suggestionId = answer.suggestionIds.get(0);
    if (trace && suggestionId !== undefined) this.#observe({ kind: 'abandoned', suggestionId, trace });
  }

  #observe(observation: Observation): void {
    for (const observer of this.#observers) observer(observation);
  }
}
