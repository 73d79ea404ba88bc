import { z } from 'zod';
import { metrics } from './definitions.ts';
import { filterIds } from './dimensions.ts';
import { periodBefore } from './period-before.ts';

/** The query string of the adoption page: it lives in the page's address, so that a view can be sent to someone. */

/** Days of the longest period: more than two years are asked for in parts. */
const mostDays = 800;

const day = z.iso.date();
const schema = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  /** Instead of `from` and `to`: so many days up to today. */
  days: z.coerce.number().pipe(z.int().min(1).max(mostDays)).optional(),
  by: z.enum(filterIds).default('language'),
  only: z.string().min(1).max(100).optional(),
  scope: z.enum(['everyone', 'mine']).optional(),
  /** A second value to hold `only` against, or `periodBefore`: the period of the same length before this one. */
  versus: z.string().min(1).max(100).optional(),
  /** In files: this figure alone. */
  metric: z.enum(metrics.map(({ id }) => id)).optional(),
});

export interface AdoptionQuery {
  /** Null: `days` days up to today. */
  period: { from: string; to: string } | null;
  days: number;
  by: (typeof filterIds)[number];
  only: string | null;
  /** Null: everyone where enough people are active, else mine. */
  scope: 'everyone' | 'mine' | null;
  versus: string | null;
  metric?: string | null;
}

export type ParsedQuery = { kind: 'asked'; request: AdoptionQuery } | { kind: 'wrong'; reason: string };

const defaultDays = 28;

export function parseAdoptionRequest(query: unknown): ParsedQuery {
  const parsed = schema.safeParse(query);
  if (!parsed.success) {
    const field = parsed.error.issues[0]!.path[0];
    return { kind: 'wrong', reason: field ? `${String(field)} is not valid.` : 'The query has an unknown field.' };
  }
  const { from, to, days, by, only, scope, versus, metric } = parsed.data;
  if ((from === undefined) !== (to === undefined)) return { kind: 'wrong', reason: 'Give both from and to.' };
  if (versus !== undefined && versus !== periodBefore && only === undefined) {
    return { kind: 'wrong', reason: 'versus names a second value: give the first one in only.' };
  }
  let period: AdoptionQuery['period'] = null;
  if (from !== undefined && to !== undefined) {
    if (from > to) return { kind: 'wrong', reason: 'from lies after to.' };
    if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= mostDays) {
      return { kind: 'wrong', reason: `The period is longer than ${mostDays} days.` };
    }
    period = { from, to };
  }
  return {
    kind: 'asked',
    request: {
      period,
      days: days ?? defaultDays,
      by,
      only: only ?? null,
      scope: scope ?? null,
      versus: versus ?? null,
      metric: metric ?? null,
    },
  };
}
