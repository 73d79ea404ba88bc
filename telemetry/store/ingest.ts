import type { SuggestionEvent } from '../schema/event.ts';
import type { BusinessDay } from './business-day.ts';
import { expiredBefore, wakeAfterMerge, wakeBeforeMerge, wakeDays } from './daily.ts';
import type { Database, Row, Transaction, Value } from './database.ts';
import { enteredRows } from './entered.ts';
import { dayOf, mergeRows, type PartialSuggestion, rowOf, type Sender } from './fold.ts';
import {
  insertRetention,
  insertSessions,
  insertSuggestions,
  updateRetention,
  updateSessions,
  updateSuggestions,
} from './merge.ts';
import { noteFirstDays } from './people.ts';
import {
  dayColumn,
  enteredColumns,
  eventColumns,
  retentionColumns,
  sessionColumns,
  suggestionColumns,
} from './tables.ts';

export interface Submission extends Sender {
  /** Checked events, each with its place in the batch it came in. */
  events: readonly { index: number; event: SuggestionEvent }[];
}

export interface Receipt {
  accepted: number;
  duplicates: number;
  refused: { index: number; reason: string }[];
}

/** One event on its way into the store. */
export interface Arrival {
  submission: Submission;
  receipt: Receipt;
  index: number;
  event: SuggestionEvent;
}

const stagedColumns = [{ name: 'position', type: 'integer' }, ...eventColumns] as const;
const deltaColumns = [...suggestionColumns, dayColumn];

const temporary = {
  staged_event: stagedColumns,
  delta: deltaColumns,
  retention_delta: retentionColumns,
  session_delta: sessionColumns,
} as const;

/** Who owns the suggestions of the staged events, and which of these events are here already. */
const known = `
SELECT staged_event.position, 'foreign' AS finding FROM staged_event
JOIN suggestion ON suggestion.suggestion_id = staged_event.suggestion_id AND suggestion.user_id <> staged_event.user_id
WHERE suggestion.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid)
UNION ALL
SELECT staged_event.position, 'duplicate' AS finding FROM staged_event
JOIN event ON event.suggestion_id = staged_event.suggestion_id AND event.kind = staged_event.kind
  AND event.seq = staged_event.seq
WHERE event.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid)`;

/** Writes one group of submissions in one transaction. The receipts are true once this resolves. */
export async function ingestGroup(
  database: Database,
  submissions: readonly Submission[],
  businessDay: BusinessDay,
): Promise<Receipt[]> {
  const receipts = submissions.map((): Receipt => ({ accepted: 0, duplicates: 0, refused: [] }));
  const arrivals = submissions.flatMap((submission, position) =>
    submission.events.map(({ index, event }): Arrival => ({ submission, receipt: receipts[position]!, index, event })),
  );
  const arrived = withoutRepeats(arrivals);
  if (arrived.length === 0) return receipts;

  await database.write(async transaction => {
    const [expired] = await transaction.query('SELECT value FROM setting WHERE name = $1', [expiredBefore]);
    const fresh = expired ? withoutOld(arrived, String(expired.value), businessDay) : arrived;
    if (fresh.length === 0) return;
    await prepare(transaction);
    const range = idRange(fresh);
    await transaction.load('staged_event', stagedColumns, fresh.map(stagedRow));
    const kept = settle(fresh, await transaction.query(known, range));
    if (kept.length > 0) await fold(transaction, kept, range, businessDay);
  });
  return receipts;
}

/** Settles what repeats within the group itself, and what two users claim at once: the first to come has it. */
function withoutRepeats(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<string>();
  const owners = new Map<string, string>();
  return arrivals.filter(arrival => {
    const { event, submission, receipt, index } = arrival;
    const owner = owners.get(event.suggestion_id) ?? submission.user;
    owners.set(event.suggestion_id, owner);
    if (owner !== submission.user) {
      receipt.refused.push({ index, reason: foreignReason });
      return false;
    }
    const key = `${event.suggestion_id} ${event.kind} ${event.seq}`;
    if (seen.has(key)) {
      receipt.duplicates += 1;
      return false;
    }
    seen.add(key);
    return true;
  });
}

/** Refuses what belongs to days whose rows are gone: it could not be told from what has been counted. */
function withoutOld(arrivals: readonly Arrival[], firstDay: string, businessDay: BusinessDay): Arrival[] {
  return arrivals.filter(({ event, receipt, index }) => {
    // A UUIDv7 begins with its milliseconds.
    const made = Number.parseInt(event.suggestion_id.slice(0, 8) + event.suggestion_id.slice(9, 13), 16);
    const begun = event.kind === 'entered' ? Math.min(made, event.started_at) : made;
    if (businessDay(begun) >= firstDay) return true;
    receipt.refused.push({ index, reason: 'suggestion_id: older than what the store keeps' });
    return false;
  });
}

const foreignReason = 'suggestion_id: belongs to someone else';

function settle(arrivals: readonly Arrival[], findings: readonly Row[]): Arrival[] {
  const found = new Map<number, Value>();
  for (const { position, finding } of findings) {
    // Foreign weighs more: it is the reason to say.
    if (found.get(Number(position)) !== 'foreign') found.set(Number(position), finding ?? null);
  }
  return arrivals.filter(({ receipt, index }, position) => {
    const finding = found.get(position);
    if (finding === 'foreign') receipt.refused.push({ index, reason: foreignReason });
    else if (finding === 'duplicate') receipt.duplicates += 1;
    else receipt.accepted += 1;
    return finding === undefined;
  });
}

async function prepare(transaction: Transaction): Promise<void> {
  for (const [table, columns] of Object.entries(temporary)) {
    const list = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    await transaction.query(`CREATE TEMPORARY TABLE IF NOT EXISTS ${table} (${list})`);
    await transaction.query(`DELETE FROM ${table}`);
  }
}

const stagedRow = ({ event, submission }: Arrival, position: number): Value[] => [
  position,
  event.suggestion_id,
  event.kind,
  event.seq,
  event.client_session_id,
  submission.user,
  event.at,
];

function idRange(arrivals: readonly Arrival[]): [string, string] {
  let smallest = arrivals[0]!.event.suggestion_id;
  let largest = smallest;
  for (const { event } of arrivals) {
    if (event.suggestion_id < smallest) smallest = event.suggestion_id;
    if (event.suggestion_id > largest) largest = event.suggestion_id;
  }
  return [smallest, largest];
}

async function fold(
  transaction: Transaction,
  arrivals: readonly Arrival[],
  range: [string, string],
  businessDay: BusinessDay,
): Promise<void> {
  const rows = foldedRows(arrivals, businessDay);
  await transaction.load('event', eventColumns, rows.events);
  if (rows.suggestions.length > 0) {
    await transaction.load('delta', deltaColumns, rows.suggestions);
    await transaction.query(wakeBeforeMerge, range);
    await transaction.query(updateSuggestions, range);
    await transaction.query(insertSuggestions, range);
    await transaction.query(wakeAfterMerge, [...range, firstDay(rows.suggestions)]);
    await noteFirstDays(transaction, daysOfPeople(rows.suggestions));
  }
  if (rows.entered.length > 0) {
    await transaction.load('entered', enteredColumns, rows.entered);
    await transaction.query(wakeDays(rows.entered.map(([day]) => String(day))));
  }
  if (rows.retained.length > 0) {
    await transaction.load('retention_delta', retentionColumns, rows.retained);
    await transaction.query(updateRetention, range);
    await transaction.query(insertRetention, range);
  }
  await transaction.load('session_delta', sessionColumns, rows.sessions);
  await transaction.query(updateSessions);
  await transaction.query(insertSessions);
}

interface FoldedRows {
  suggestions: Value[][];
  events: Value[][];
  retained: Value[][];
  entered: Value[][];
  sessions: Value[][];
}

/** What a group of events says, as rows of the tables. */
export function foldedRows(arrivals: readonly Arrival[], businessDay: BusinessDay): FoldedRows {
  const rows = new Map<string, PartialSuggestion>();
  for (const { event, submission } of arrivals) {
    if (event.kind === 'entered') continue;
    const row = rowOf(event, submission);
    const before = rows.get(event.suggestion_id);
    rows.set(event.suggestion_id, before ? mergeRows(before, row) : row);
  }
  return {
    suggestions: [...rows.values()].map(row => [
      ...suggestionColumns.map(({ name }) => row[name]),
      dayOf(row, businessDay),
    ]),
    events: arrivals.map(arrival => stagedRow(arrival, 0).slice(1)),
    retained: retentionRows(arrivals),
    entered: enteredRows(arrivals, businessDay),
    sessions: sessionRows(arrivals),
  };
}

const dayAt = deltaColumns.indexOf(dayColumn);
const userAt = suggestionColumns.findIndex(({ name }) => name === 'user_id');

export const daysOfPeople = (suggestions: readonly Value[][]) =>
  suggestions.map(row => [String(row[userAt]), String(row[dayAt])] as const);

function firstDay(suggestions: readonly Value[][]): Value {
  return suggestions.map(row => String(row[dayAt])).sort()[0]!;
}

function retentionRows(arrivals: readonly Arrival[]): Value[][] {
  const rows = new Map<string, Value[]>();
  for (const { event } of arrivals) {
    if (event.kind !== 'retained') continue;
    const key = `${event.suggestion_id} ${event.after_s}`;
    const before = rows.get(key);
    if (before && Number(before[2]) > event.seq) continue;
    rows.set(key, [event.suggestion_id, event.after_s, event.seq, event.characters, event.censored]);
  }
  return [...rows.values()];
}

function sessionRows(arrivals: readonly Arrival[]): Value[][] {
  const sessions = new Map<
    string,
    { id: string; user: string; first: number; last: number; events: number; highest: number }
  >();
  for (const { event, submission } of arrivals) {
    const key = `${event.client_session_id} ${submission.user}`;
    const session = sessions.get(key) ?? {
      id: event.client_session_id,
      user: submission.user,
      first: event.at,
      last: event.at,
      events: 0,
      highest: event.seq,
    };
    session.first = Math.min(session.first, event.at);
    session.last = Math.max(session.last, event.at);
    session.events += 1;
    session.highest = Math.max(session.highest, event.seq);
    sessions.set(key, session);
  }
  return [...sessions.values()].map(({ id, user, first, last, events, highest }) => [
    id,
    user,
    first,
    last,
    events,
    highest,
  ]);
}
