import { LRUCache } from 'lru-cache';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { AuditLog } from '../audit/log.ts';
import type { AuditDraft, SubjectDraft } from '../audit/records.ts';
import type { AuditSearch } from '../audit/search/search.ts';

/**
 * What became of suggestions, from telemetry into the audit log: one `inference.outcome` for each event that tells it, linked
 * to the inference by its audit id. Each exactly once: what was recorded already is known from the log itself.
 */

type OutcomeDraft = Extract<AuditDraft, { kind: 'inference.outcome' }>;

/** Updates remembered, so that the log need not be asked for one that comes again soon. */
const remembered = 50_000;

export interface OutcomesOptions {
  /** The console's own log. */
  log: Pick<AuditLog, 'append'>;
  search: Pick<AuditSearch, 'refresh' | 'recordedOutcomes'>;
  store: Pick<TelemetryStore, 'query'>;
}

export class Outcomes {
  readonly #options: OutcomesOptions;
  /** Appends under way or done, by suggestion, sequence number and state. */
  readonly #known = new LRUCache<string, Promise<unknown>>({ max: remembered });
  readonly #auditIds = new LRUCache<string, string>({ max: remembered });

  constructor(options: OutcomesOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all of it is durable.
   * @param events stored, now or before.
   * @param repeated whether some of them had been stored before: a batch that comes again after a crash.
   * @throws AuditUnavailable; the same events may be handed in again.
   */
  async record(person: SubjectDraft, events: readonly SuggestionEvent[], repeated: boolean): Promise<void> {
    const auditIds = await this.#auditIdsOf(events);
    const drafts = events.flatMap(event => {
      const auditId = auditIds.get(event.suggestion_id);
      const told = auditId === undefined ? null : toldBy(event);
      return auditId === undefined || told === null ? [] : [draftOf(auditId, person, event, told)];
    });
    if (drafts.length === 0) return;
    const recorded = repeated ? await this.#recorded(drafts) : new Set<string>();
    await Promise.all(drafts.filter(draft => !recorded.has(keyOf(draft))).map(draft => this.#append(draft)));
  }

  #append(draft: OutcomeDraft): Promise<unknown> {
    const key = keyOf(draft);
    const known = this.#known.get(key);
    if (known) return known;
    const appended = this.#options.log.append(draft);
    this.#known.set(key, appended);
    appended.catch(() => this.#known.delete(key));
    return appended;
  }

  async #recorded(drafts: readonly OutcomeDraft[]): Promise<Set<string>> {
    const unknown = drafts.filter(draft => !this.#known.has(keyOf(draft)));
    if (unknown.length === 0) return new Set();
    const { search } = this.#options;
    await search.refresh();
    return search.recordedOutcomes([...new Set(unknown.map(draft => draft.suggestion_id))]);
  }

  async #auditIdsOf(events: readonly SuggestionEvent[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const event of events) {
      if (event.kind !== 'suggested' || event.audit_id === null) continue;
      this.#auditIds.set(event.suggestion_id, event.audit_id);
    }
    const asked = new Set<string>();
    for (const { suggestion_id } of events) {
      const auditId = this.#auditIds.get(suggestion_id);
      if (auditId === undefined) asked.add(suggestion_id);
      else found.set(suggestion_id, auditId);
    }
    if (asked.size === 0) return found;
    const rows = await this.#options.store.query(
      `SELECT suggestion_id, audit_id FROM suggestion WHERE audit_id IS NOT NULL
       AND suggestion_id IN (${[...asked].map((_, at) => `CAST($${at + 1} AS uuid)`).join(', ')})`,
      [...asked],
    );
    for (const row of rows) {
      found.set(String(row.suggestion_id), String(row.audit_id));
      this.#auditIds.set(String(row.suggestion_id), String(row.audit_id));
    }
    return found;
  }
}

function keyOf({ suggestion_id, seq, state }: OutcomeDraft): string {
  return `${suggestion_id} ${seq} ${state}`;
}

type Told = Pick<OutcomeDraft, 'state' | 'characters' | 'lines' | 'shown_ms' | 'after_s'>;

/** Null for an event that tells nothing of what became of the suggestion. */
function toldBy(event: SuggestionEvent): Told | null {
  switch (event.kind) {
    case 'suggested':
    case 'entered':
      return null;
    case 'shown':
      return { state: 'shown', shown_ms: Math.round(event.shown_ms) };
    case 'accepted': {
      const { characters, lines, whole } = event;
      return { state: whole ? 'accepted_full' : 'accepted_partial', characters, lines };
    }
    case 'ended':
      return { state: event.outcome };
    case 'retained': {
      const { characters, after_s } = event;
      return characters === null ? { state: 'censored', after_s } : { state: 'retained', characters, after_s };
    }
  }
}

function draftOf(audit_id: string, subject: SubjectDraft, event: SuggestionEvent, told: Told): OutcomeDraft {
  const { suggestion_id, seq } = event;
  return { kind: 'inference.outcome', audit_id, subject, suggestion_id, seq, ...told };
}
