import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { AuditDraft, SubjectDraft } from '../audit/records.ts';

/** What an event, or what the store has kept of events, tells of what became of a suggestion. */

export type OutcomeDraft = Extract<AuditDraft, { kind: 'inference.outcome' }>;
type Told = Pick<OutcomeDraft, 'state' | 'characters' | 'lines' | 'shown_ms' | 'after_s'>;

/** One update of a suggestion: recorded once. */
export function keyOf({ suggestion_id, seq, state }: OutcomeDraft): string {
  return `${suggestion_id} ${seq} ${state}`;
}

/** Null for an event that tells nothing of what became of a suggestion. */
export function toldBy(event: SuggestionEvent): Told | null {
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
    case 'retained':
      return kept(event.characters, event.after_s);
  }
}

function kept(characters: number | null, after_s: number): Told {
  return characters === null ? { state: 'censored', after_s } : { state: 'retained', characters, after_s };
}

export function draftOf(
  audit_id: string,
  subject: SubjectDraft,
  { suggestion_id, seq }: { suggestion_id: string; seq: number },
  told: Told,
): OutcomeDraft {
  return { kind: 'inference.outcome', audit_id, subject, suggestion_id, seq, ...told };
}

/**
 * What was told of these suggestions before it was known which inference they come from: of each kind the last word, as the
 * store has folded it.
 * @param auditIds by suggestion.
 */
export async function draftsOfStored(
  store: Pick<TelemetryStore, 'query'>,
  subject: SubjectDraft,
  auditIds: ReadonlyMap<string, string>,
): Promise<OutcomeDraft[]> {
  const suggestions = [...auditIds.keys()];
  if (suggestions.length === 0) return [];
  const among = `suggestion_id IN (${suggestions.map((_, at) => `CAST($${at + 1} AS uuid)`).join(', ')})`;
  const [events, rows, retained] = await Promise.all([
    store.query(
      `SELECT suggestion_id, kind, max(seq) AS seq FROM event
       WHERE kind IN ('shown', 'accepted', 'ended') AND ${among} GROUP BY suggestion_id, kind`,
      suggestions,
    ),
    store.query(
      `SELECT suggestion_id, shown_ms, accepted_characters, accepted_lines, accepted_whole, ended_outcome
       FROM suggestion WHERE ${among}`,
      suggestions,
    ),
    store.query(`SELECT suggestion_id, after_s, seq, characters FROM retention WHERE ${among}`, suggestions),
  ]);
  const folded = new Map(rows.map(row => [String(row.suggestion_id), row]));
  const drafts: OutcomeDraft[] = [];
  const add = (id: string, seq: number, told: Told | null) => {
    if (told !== null) drafts.push(draftOf(auditIds.get(id)!, subject, { suggestion_id: id, seq }, told));
  };
  for (const { suggestion_id, kind, seq } of events) {
    const row = folded.get(String(suggestion_id));
    if (row) add(String(suggestion_id), Number(seq), foldedWord(String(kind), row));
  }
  for (const { suggestion_id, after_s, seq, characters } of retained) {
    add(String(suggestion_id), Number(seq), kept(characters === null ? null : Number(characters), Number(after_s)));
  }
  return drafts.sort((a, b) => a.seq - b.seq);
}

function foldedWord(kind: string, row: Record<string, unknown>): Told | null {
  if (kind === 'shown')
    return row.shown_ms === null ? null : { state: 'shown', shown_ms: Math.round(Number(row.shown_ms)) };
  if (kind === 'ended')
    return row.ended_outcome === null ? null : { state: row.ended_outcome as OutcomeDraft['state'] };
  if (row.accepted_characters === null) return null;
  return {
    state: row.accepted_whole === true ? 'accepted_full' : 'accepted_partial',
    characters: Number(row.accepted_characters),
    lines: Number(row.accepted_lines),
  };
}
