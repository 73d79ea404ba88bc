import type { SuggestionEvent } from '../schema/event.ts';
import type { BusinessDay } from './business-day.ts';
import type { Value } from './database.ts';
import { enteredColumns } from './tables.ts';

interface Told {
  submission: { user: string; team: string };
  event: SuggestionEvent;
}

const keys = ['day', 'user_id', 'team', 'language', 'arm'] as const;
const counts = ['typed', 'suggested', 'pasted', 'by_editor', 'from_outside'] as const;

/** What these events say of characters entered, as rows of `entered`: one for each day, person and kind. */
export function enteredRows(arrivals: readonly Told[], businessDay: BusinessDay): Value[][] {
  const rows = new Map<string, Record<(typeof keys)[number], Value> & Record<(typeof counts)[number], number>>();
  for (const { event, submission } of arrivals) {
    if (event.kind !== 'entered') continue;
    const day = businessDay(event.started_at);
    const language = event.language.toLowerCase();
    const row = { day, user_id: submission.user, team: submission.team, language, arm: event.arm ?? null };
    const key = JSON.stringify(row);
    const before = rows.get(key);
    const sums = Object.fromEntries(counts.map(name => [name, (before?.[name] ?? 0) + event[name]]));
    rows.set(key, { ...row, ...(sums as Record<(typeof counts)[number], number>) });
  }
  return [...rows.values()].map(row => enteredColumns.map(({ name }) => row[name]));
}
