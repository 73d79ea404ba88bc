import { leastPeople } from '../privacy/least-people.ts';
import { activeUsers } from '../store/daily.ts';
import type { Row } from '../store/database.ts';
import { type Query, type Selection, sourceOf } from './query.ts';

/**
 * The rate that a group would have if it wrote the same languages as everyone: without it, a team of COBOL developers
 * looks worse than one of Java developers whatever either does. Accepted of shown, weighted by everyone's shown
 * suggestions by language.
 */
export interface Standardised {
  rate: number;
  /** Share of everyone's suggestions in languages of which the group has enough people to say something. */
  share: number;
}

/** One row a value of the dimension and language, with everyone's share of the language. */
export function standardisedQuery(selection: Selection & { by: NonNullable<Selection['by']> }): Query {
  const { sql, parameters } = sourceOf(selection);
  return {
    sql: `${sql},
pair AS (
  SELECT source.value AS value, daily.language AS language, ${activeUsers.replaceAll('seen', 'daily.seen')} AS people,
    sum(daily.accepted) AS accepted, sum(daily.shown) AS shown
  FROM daily JOIN source ON source.day = daily.day AND daily.${selection.by} = source.value
  GROUP BY source.value, daily.language),
weight AS (SELECT language AS of_language, sum(shown) AS everyone FROM pair GROUP BY language)
SELECT value, language, people, accepted, shown, everyone
FROM pair JOIN weight ON weight.of_language = pair.language ORDER BY value, language`,
    parameters,
  };
}

/** Below this share the figure would speak of another mix than everyone's. */
const leastShare = 0.6;

export function standardise(rows: readonly Row[]): Record<string, Standardised> {
  const everyone = new Map<string, number>();
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    everyone.set(String(row.language), Number(row.everyone));
    groups.set(String(row.value), [...(groups.get(String(row.value)) ?? []), row]);
  }
  const all = [...everyone.values()].reduce((sum, shown) => sum + shown, 0);
  const found: Record<string, Standardised> = {};
  for (const [value, languages] of groups) {
    const usable = languages.filter(row => Number(row.people) >= leastPeople && Number(row.shown) > 0);
    // One language of several would give away what is held back of the others.
    if (usable.length === 0 || (usable.length === 1 && languages.length > 1)) continue;
    const weight = usable.reduce((sum, row) => sum + Number(row.everyone), 0);
    const weighted = usable.reduce(
      (sum, row) => sum + (Number(row.everyone) * Number(row.accepted)) / Number(row.shown),
      0,
    );
    const share = weight / all;
    if (share < leastShare) continue;
    found[value] = { rate: Math.round((weighted / weight) * 1000) / 1000, share: Math.round(share * 1000) / 1000 };
  }
  return found;
}
