import type { Pseudonym } from '../../telemetry/privacy/pseudonym.ts';
import type { Answer, TelemetryStore } from '../../telemetry/store/store.ts';
import type { AuditReader } from '../audit/read.ts';
import type { AuditRecord, RecordKind } from '../audit/records.ts';
import type { People } from './people.ts';

/**
 * Tells the telemetry store which answers the gateway has served, from its audit log: the denominator of coverage. Where
 * it stopped is kept in the store; reading something twice does no harm.
 */

/** Records read at once. */
const chunk = 2_000;
const cursorSetting = 'answers_cursor';
/** Milliseconds after which an inference without an end will not get one. */
const abandonedAfter = 600_000;

type Start = RecordKind<'inference.start'>;

export interface FollowerOptions {
  reader: AuditReader;
  store: TelemetryStore;
  people: People;
  pseudonym: Pseudonym;
  /** Whose log it is, where several consoles share a store. */
  instance: string | null;
}

export class AnswerFollower {
  readonly #reader: AuditReader;
  readonly #store: TelemetryStore;
  readonly #people: People;
  readonly #pseudonym: Pseudonym;
  readonly #open = new Map<string, Start>();
  readonly #cursor: string;
  #next: number | null = null;

  constructor({ reader, store, people, pseudonym, instance }: FollowerOptions) {
    this.#cursor = instance === null ? cursorSetting : `${cursorSetting} ${instance}`;
    this.#reader = reader;
    this.#store = store;
    this.#people = people;
    this.#pseudonym = pseudonym;
  }

  /** Reads what has been written since; returns the number of answers that were new. */
  async catchUp(): Promise<number> {
    this.#next ??= Number((await this.#store.setting(this.#cursor)) ?? 0);
    const size = await this.#reader.refresh();
    this.#next = Math.max(this.#next, this.#reader.oldest);
    let added = 0;
    while (this.#next < size) {
      const entries = await this.#reader.entries(this.#next, Math.min(size, this.#next + chunk));
      if (entries.length === 0) break;
      const answers: Answer[] = [];
      for (const entry of entries) {
        const answer = await this.#take(JSON.parse(entry.toString('utf8')) as AuditRecord);
        if (answer) answers.push(answer);
      }
      added += await this.#store.addAnswers(answers);
      this.#next += entries.length;
      await this.#store.setSetting(this.#cursor, String(this.#resumeAt(this.#next)));
    }
    return added;
  }

  async #take(record: AuditRecord): Promise<Answer | null> {
    if (record.kind === 'inference.start') {
      this.#open.set(record.audit_id, record);
      for (const [id, start] of this.#open) {
        if (record.time - start.time < abandonedAfter) break;
        this.#open.delete(id);
      }
      return null;
    }
    if (record.kind !== 'inference.end') return null;
    const start = this.#open.get(record.audit_id);
    this.#open.delete(record.audit_id);
    // A client that stops a stream early has its suggestion: what counts is that text was sent.
    const served = record.result === 'completed' || (record.output?.characters_after ?? 0) > 0;
    const worked = (record.timings.stream ?? 0) > 0;
    return served || worked ? answerOf(record, start, await this.#person(start), served) : null;
  }

  async #person(start: Start | undefined): Promise<string | null> {
    const subject = start ? await this.#people.subject(start.subject.pseudonym, start.time) : null;
    return subject === null ? null : this.#pseudonym(subject);
  }

  /** Where a restart has to begin: at the oldest inference still under way. */
  #resumeAt(next: number): number {
    const [oldest] = this.#open.values();
    return oldest ? Math.min(oldest.index, next) : next;
  }
}

function answerOf(
  end: RecordKind<'inference.end'>,
  start: Start | undefined,
  person: string | null,
  served: boolean,
): Answer {
  return {
    audit_id: end.audit_id,
    served_at: end.time,
    user_id: person,
    team: start?.subject.team ?? null,
    language: start?.document?.language ?? null,
    model: start?.model?.name ?? null,
    tier: start?.model?.tier ?? null,
    upstream_ms: end.timings.stream === undefined ? null : end.timings.stream / 1000,
    completion_tokens: end.completion_tokens ?? null,
    // Enough to tell weights apart, short enough to read.
    weights: start?.model?.weights?.slice(0, 12) ?? null,
    adapter: start?.model?.adapter ?? null,
    template: start?.model?.template ?? null,
    served,
  };
}
