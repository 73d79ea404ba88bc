import type { Outcome, Source, SuggestionEvent } from '../schema/event.ts';
import { schemaVersion } from '../schema/event.ts';
import type { Bank, Person } from './bank.ts';
import type { Random } from './random.ts';

/** One suggestion's life, from the request to what is left of it an hour later, as a client would report it. */

export interface Client {
  session: string;
  nextSeq: number;
  /** The newest answer: what is reused came from it. */
  lastAnswer?: string;
  /** Experiment and arm that the person is in. */
  arm?: { name: string; odds: number } | undefined;
}

/** Log odds of accepting a suggestion that is seen, by language: within one company 14–32 % were measured. */
const languageOdds: Record<string, number> = {
  java: -0.75,
  typescript: -0.7,
  python: -0.85,
  go: -0.9,
  csharp: -0.95,
  cpp: -1.25,
  sql: -1.3,
  yaml: -1.2,
  cobol: -1.7,
  shellscript: -1.4,
  css: -1,
};
const newModelOdds = 0.28;
/** Waiting costs: log odds lost for each 100 ms beyond the first 100. */
const latencyOdds = 0.11;
const seenThreshold = 750;

const logistic = (odds: number) => 1 / (1 + Math.exp(-odds));

export interface LifeOptions {
  bank: Bank;
  person: Person;
  /** Position of the day. */
  day: number;
  /** When the request was made, milliseconds since the epoch. */
  at: number;
  client: Client;
  random: Random;
}

type EventFacts = SuggestionEvent extends infer E
  ? E extends SuggestionEvent
    ? Omit<E, 'suggestion_id' | 'seq' | 'client_session_id' | 'schema_version' | 'at'>
    : never
  : never;

export function simulateLife({ bank, person, day, at, client, random }: LifeOptions): SuggestionEvent[] {
  const id = random.uuidv7(at);
  const events: SuggestionEvent[] = [];
  const say = (after: number, facts: EventFacts) => {
    events.push({
      suggestion_id: id,
      seq: client.nextSeq++,
      client_session_id: client.session,
      schema_version: schemaVersion,
      at: Math.round(at + after),
      ...facts,
    } as SuggestionEvent);
  };

  const newer = day >= bank.modelChangeOn;
  const source = random.weighted<Source>([
    ['network', 80],
    ['cache', 9],
    ['typed-as-suggested', 6],
    ['speculative', 5],
  ]);
  const asked = source === 'network' || source === 'speculative';
  const answered = asked ? random.logNormal(newer ? 190 : 230, 0.45) : random.between(1, 6);
  const fate = random.weighted<'drawn' | Outcome>([
    ['drawn', 46],
    ['cancelled', 30],
    ['empty', 9],
    ['filtered', 12],
    ['unseen', 2],
    ['error', 1],
  ]);
  const multiLine = random.chance(0.35);
  const lines = multiLine ? random.integer(2, 9) : 1;
  const characters = fate === 'empty' || fate === 'error' ? 0 : Math.round(random.logNormal(multiLine ? 150 : 28, 0.6));
  const language = random.weighted(person.languages);
  const answer = random.uuidv7(at + 2);
  if (asked && fate !== 'error') client.lastAnswer = answer;
  say(answered + 4, {
    kind: 'suggested',
    request_id: asked ? random.uuidv7(at) : null,
    audit_id: fate === 'error' ? null : asked ? answer : (client.lastAnswer ?? null),
    language,
    file_kind: random.weighted([
      ['main', 7],
      ['test', 2],
      ['config', 1],
    ]),
    editor: person.editor,
    editor_version: '1.101.2',
    extension_version: newer ? '0.2.0' : '0.1.0',
    model: newer ? 'bank-coder-b' : 'bank-coder-a',
    tier: 'small',
    source,
    trigger: random.chance(0.04) ? 'manual' : 'automatic',
    multi_line: multiLine,
    characters,
    lines,
    stop_reason: multiLine ? 'block_closed' : 'line_end',
    requested_at: Math.round(at),
    first_token_ms: asked ? Math.round(answered * 0.6 * 10) / 10 : null,
    answered_ms: Math.round(answered * 10) / 10,
    drawn_ms: fate === 'drawn' ? Math.round((answered + 6) * 10) / 10 : null,
    ...(client.arm === undefined ? {} : { arm: client.arm.name }),
  });
  if (fate !== 'drawn') {
    say(answered + 10, { kind: 'ended', outcome: fate, reason: fate === 'filtered' ? 'suffix_overlap' : null });
    return events;
  }

  const shownMs = Math.round(random.logNormal(1300, 0.9));
  const shown = (ms: number) =>
    say(answered + 6 + ms, {
      kind: 'shown',
      shown_source: 'heuristic',
      shown_ms: ms,
      seen_threshold_ms: seenThreshold,
    });
  if (shownMs > 2 * seenThreshold) shown(seenThreshold);
  shown(shownMs);
  const end = answered + 6 + shownMs;

  const odds =
    (languageOdds[language] ?? -1.1) +
    person.taste +
    (client.arm?.odds ?? 0) +
    (newer ? newModelOdds : 0) -
    (latencyOdds * Math.max(0, answered - 100)) / 100;
  if (shownMs < 250 || !random.chance(logistic(odds))) {
    const outcome = random.weighted<Outcome>([
      ['typing_disagreed', 60],
      ['superseded', 18],
      ['rejected', 10],
      ['ignored', 9],
      ['typed_through', 3],
    ]);
    say(end, { kind: 'ended', outcome, reason: null });
    return events;
  }

  const whole = random.chance(0.88);
  const pieces = whole ? (random.chance(0.08) ? 2 : 1) : random.integer(1, 3);
  let taken = 0;
  for (let piece = 1; piece <= pieces; piece++) {
    const isLast = whole && piece === pieces;
    taken = isLast ? characters : Math.min(characters - 1, taken + Math.ceil(characters / (pieces + 1)));
    say(end + piece * 20, {
      kind: 'accepted',
      characters: Math.max(1, taken),
      lines: isLast ? lines : 1,
      whole: isLast,
    });
  }
  say(end + 90, { kind: 'ended', outcome: whole ? 'accepted_full' : 'accepted_partial', reason: null });

  let kept = Math.max(1, taken);
  let censored = false;
  for (const after of [30, 120, 300, 600, 3600] as const) {
    censored ||= random.chance(0.03);
    if (random.chance(0.12)) kept = random.chance(0.3) ? 0 : Math.floor(kept * random.between(0.4, 1));
    say(end + after * 1000, {
      kind: 'retained',
      after_s: after,
      characters: censored ? null : kept,
      censored: censored ? 'closed' : null,
    });
  }
  return events;
}
