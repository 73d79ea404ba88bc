import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { AuditLog } from '../audit/log.ts';
import type { SubjectDraft } from '../audit/records.ts';
import type { AuditSearch } from '../audit/search/search.ts';
import type { OutcomeClaims } from './outcome-claims.ts';
import { draftOf, draftsOfStored, keyOf, type OutcomeDraft, toldBy } from './outcome-drafts.ts';

/**
 * What became of suggestions, from telemetry into the audit log: one `inference.outcome` for each event that tells it, linked
 * to the inference by its audit id. Each exactly once: what was recorded already is known from the log itself, and where
 * several consoles share a store, from what they agreed upon in it.
 */

const limits = {
  /** Updates remembered, so that the log need not be asked for one that comes again soon. */
  remembered: 50_000,
  /**
   * Milliseconds after the start for which every suggestion may have been spoken of before it: clocks of editors are not
   * ours, and what was heard before is no longer remembered.
   */
  early: 3_600_000,
  /** Milliseconds to wait for another console that is about to record the same, and between two looks. */
  patience: 3_000,
  look: 100,
} as const;

export interface OutcomesOptions {
  /** The console's own log. */
  log: Pick<AuditLog, 'append'>;
  search: Pick<AuditSearch, 'refresh' | 'recordedOutcomes'>;
  store: Pick<TelemetryStore, 'query'>;
  /** Null or absent: no other console shares the store. */
  claims?: OutcomeClaims | null;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Milliseconds to wait for another console that is about to record the same. */
  patienceMs?: number;
}

/** Another console is about to record some of it; nothing may be acknowledged before that. */
export class OutcomePending extends Error {
  constructor() {
    super('another console is about to record this');
    this.name = 'OutcomePending';
  }
}

export class Outcomes {
  readonly #options: OutcomesOptions;
  /** Appends under way or done, by suggestion, sequence number and state. */
  readonly #known = new LRUCache<string, Promise<unknown>>({ max: limits.remembered });
  readonly #auditIds = new LRUCache<string, string>({ max: limits.remembered });
  /** Suggestions that were spoken of before it was known which inference they come from. */
  readonly #unlinked = new LRUCache<string, true>({ max: limits.remembered });
  readonly #earlyUntil: number;

  constructor(options: OutcomesOptions) {
    this.#options = options;
    this.#earlyUntil = (options.now ?? Date.now)() + limits.early;
  }

  /**
   * Resolves when all of it is durable.
   * @param events stored, now or before.
   * @param repeated whether some of them had been stored before: a batch that comes again after a crash.
   * @throws AuditUnavailable, OutcomePending; the same events may be handed in again.
   */
  async record(person: SubjectDraft, events: readonly SuggestionEvent[], repeated: boolean): Promise<void> {
    const auditIds = await this.#auditIdsOf(events);
    const drafts = events.flatMap(event => {
      const auditId = auditIds.get(event.suggestion_id);
      const told = toldBy(event);
      if (told === null) return [];
      if (auditId === undefined) this.#unlinked.set(event.suggestion_id, true);
      return auditId === undefined ? [] : [draftOf(auditId, person, event, told)];
    });
    const earlier = await draftsOfStored(this.#options.store, person, this.#linkedNow(events));
    const told = new Set(drafts.map(keyOf));
    const late = earlier.filter(draft => !told.has(keyOf(draft)));
    if (drafts.length + late.length === 0) return;
    const { claims } = this.#options;
    if (claims) await this.#recordShared(claims, [...drafts, ...late], repeated);
    else {
      const uncertain = repeated ? [...drafts, ...late] : late;
      const recorded = await this.#recorded(uncertain);
      await this.#appendAll([...drafts, ...late].filter(draft => !recorded.has(keyOf(draft))));
    }
    for (const { kind, suggestion_id } of events) if (kind === 'suggested') this.#unlinked.delete(suggestion_id);
  }

  /** @throws OutcomePending where another console does not get done with what it is about to record. */
  async #recordShared(claims: OutcomeClaims, drafts: readonly OutcomeDraft[], repeated: boolean): Promise<void> {
    const patience = this.#options.patienceMs ?? limits.patience;
    for (let waited = 0; ; waited += limits.look) {
      const { mine, pending } = await claims.claim(drafts);
      const recorded = await this.#recorded(mine.flatMap(({ draft, again }) => (again || repeated ? [draft] : [])));
      await this.#appendAll(mine.flatMap(({ draft }) => (recorded.has(keyOf(draft)) ? [] : [draft])));
      if (mine.length > 0) await claims.fulfil(mine.map(({ draft }) => draft));
      if (!pending) return;
      if (waited >= patience) throw new OutcomePending();
      await sleep(limits.look);
    }
  }

  async #appendAll(drafts: readonly OutcomeDraft[]): Promise<void> {
    await Promise.all(drafts.map(draft => this.#append(draft)));
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

  /** Suggestions whose inference these events name, and that may have been spoken of before: with its id. */
  #linkedNow(events: readonly SuggestionEvent[]): Map<string, string> {
    const linked = new Map<string, string>();
    for (const event of events) {
      if (event.kind !== 'suggested' || event.audit_id === null) continue;
      const { suggestion_id } = event;
      const mayBeEarly = this.#options.claims || timeOf(suggestion_id) < this.#earlyUntil;
      if (mayBeEarly || this.#unlinked.has(suggestion_id)) linked.set(suggestion_id, event.audit_id);
    }
    return linked;
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

/** Milliseconds since 1970 by the editor's clock, out of a UUIDv7. */
function timeOf(suggestion: string): number {
  return Number.parseInt(suggestion.slice(0, 8) + suggestion.slice(9, 13), 16);
}
