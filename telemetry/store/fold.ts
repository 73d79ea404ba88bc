import type { SuggestionEvent } from '../schema/event.ts';
import type { BusinessDay } from './business-day.ts';
import type { Value } from './database.ts';
import { type MergedColumn, type SuggestionColumn, suggestionColumns } from './tables.ts';

/** What a group of events says of one suggestion: every column it knows, the rest null. */
export type PartialSuggestion = Record<SuggestionColumn, Value>;

export interface Sender {
  user: string;
  team: string;
  receivedAt: number;
}

const nothing = Object.fromEntries(suggestionColumns.map(({ name }) => [name, null])) as PartialSuggestion;

function blank(event: SuggestionEvent, sender: Sender): PartialSuggestion {
  return {
    ...nothing,
    suggestion_id: event.suggestion_id,
    user_id: sender.user,
    team: sender.team,
    first_at: event.at,
    received_at: sender.receivedAt,
    accepted_whole: false,
  };
}

/** One event as a partial row. */
export function rowOf(event: SuggestionEvent, sender: Sender): PartialSuggestion {
  const row = blank(event, sender);
  switch (event.kind) {
    case 'suggested': {
      const { suggestion_id, kind, seq, client_session_id, schema_version, at, trigger, language, ...facts } = event;
      return { ...row, ...facts, language: language.toLowerCase(), trigger_kind: trigger, suggested_seq: seq };
    }
    case 'shown':
      return {
        ...row,
        shown_source: event.shown_source,
        shown_ms: event.shown_ms,
        seen_threshold_ms: event.seen_threshold_ms,
      };
    case 'accepted':
      return {
        ...row,
        accepted_characters: event.characters,
        accepted_lines: event.lines,
        accepted_whole: event.whole,
      };
    case 'ended':
      return { ...row, ended_seq: event.seq, ended_outcome: event.outcome, ended_reason: event.reason };
    case 'retained':
    case 'entered':
      return row;
  }
}

function mergeColumn({ name, rule }: MergedColumn, a: PartialSuggestion, b: PartialSuggestion): Value {
  const column = name as SuggestionColumn;
  const left = a[column];
  const right = b[column];
  if (rule === 'key') return left;
  if (typeof rule === 'object') {
    return ((b[rule.latestBy] as number | null) ?? -1) > ((a[rule.latestBy] as number | null) ?? -1) ? right : left;
  }
  if (left === null) return right;
  if (right === null) return left;
  return (rule === 'largest' ? right > left : right < left) ? right : left;
}

export function mergeRows(a: PartialSuggestion, b: PartialSuggestion): PartialSuggestion {
  const merged = { ...a };
  for (const column of suggestionColumns as readonly MergedColumn[]) {
    merged[column.name as SuggestionColumn] = mergeColumn(column, a, b);
  }
  return merged;
}

/** The day a row belongs to: of the request where it is known, else of the first word of it. */
export function dayOf(row: PartialSuggestion, businessDay: BusinessDay): string {
  return businessDay((row.requested_at ?? row.first_at) as number);
}
