import { dimensions, type FilterId, filterIds } from '../metrics/dimensions.ts';
import type { Family } from '../privacy/shown-values.ts';
import type { Column } from './database.ts';
import { keepLatency, latencyOnce, rollLatency } from './latency.ts';
import { tenureOn } from './life-view.ts';

/**
 * From single suggestions to sums: `daily_rolled` holds days at rest, `daily_erased` what has no rows any more, because a
 * person was erased (then told of nobody) or because the rows were old. `daily` has one row a day, person and kind of suggestion; a `cell` is about one day and
 * one value of one dimension, with the number of active people: all that may ever be published of others is read from the
 * views of cells, one for each dimension.
 * Days that have come to rest are kept as tables, the others are computed when asked for, so that every figure is of this
 * moment whatever the volume.
 */

/** Dimensions of `daily`: what one of its rows is about. */
const dailyKeys: readonly Column[] = [
  { name: 'day', type: 'date' },
  { name: 'user_id', type: 'text' },
  ...dimensions.filter(({ id }) => id !== 'day').map(({ id }): Column => ({ name: id, type: 'text' })),
];

/** Measures of `daily`: sums over `life`, so that they add up over any selection. */
const lifeMeasures = {
  requests: 'count(*)',
  shown: 'count(*) FILTER (WHERE shown)',
  shown_lines: 'CAST(coalesce(sum(lines) FILTER (WHERE shown), 0) AS bigint)',
  shown_from_memory: "count(*) FILTER (WHERE shown AND source IN ('cache', 'typed-as-suggested'))",
  seen: 'count(*) FILTER (WHERE seen)',
  accepted: 'count(*) FILTER (WHERE accepted)',
  accepted_partly: "count(*) FILTER (WHERE outcome = 'accepted_partial')",
  typed_through: "count(*) FILTER (WHERE outcome = 'typed_through')",
  accepted_characters: 'CAST(sum(accepted_characters) AS bigint)',
  accepted_lines: 'CAST(sum(accepted_lines) AS bigint)',
  model_requests: "count(*) FILTER (WHERE source IN ('network', 'speculative'))",
} as const;

/** Seconds after the accept at which clients look what is left; 0: at the first commit. */
export const looksAt = [30, 120, 300, 600, 3600, 0] as const;
type LookMeasure = `${'looks' | 'censored' | 'kept' | 'kept_of'}_${(typeof looksAt)[number]}`;

export type Measure =
  | keyof typeof lifeMeasures
  | keyof typeof answerMeasures
  | keyof typeof enteredMeasures
  | LookMeasure;

/** Sums over looks at accepted suggestions; a look that saw nothing counts as censored and for nothing else. */
const lookMeasures = Object.fromEntries(
  looksAt.flatMap(after => [
    [`looks_${after}`, `count(*) FILTER (WHERE after_s = ${after})`],
    [`censored_${after}`, `count(*) FILTER (WHERE after_s = ${after} AND retention.censored IS NOT NULL)`],
    [`kept_${after}`, `CAST(coalesce(sum(retention.characters) FILTER (WHERE after_s = ${after}), 0) AS bigint)`],
    [
      `kept_of_${after}`,
      `CAST(coalesce(sum(accepted_characters) FILTER (WHERE after_s = ${after} AND retention.censored IS NULL), 0) AS bigint)`,
    ],
  ]),
) as Record<LookMeasure, string>;

/** Answers served have no suggestion's fields of their own; what they do not know is `unknown`. */
const answerMeasures = {
  answers: 'count(*) FILTER (WHERE served)',
  answers_known: 'count(*) FILTER (WHERE served AND known)',
  /** Milliseconds that models worked, whatever came of it. */
  model_ms: 'CAST(coalesce(sum(floor(upstream_ms + 0.5)), 0) AS bigint)',
} as const;

/** Characters entered have no suggestion's fields of their own either. */
const enteredMeasures = {
  typed_characters: 'CAST(sum(typed) AS bigint)',
  suggested_characters: 'CAST(sum(suggested) AS bigint)',
  /** By hand and by accept: what a share is taken of. */
  entered_characters: 'CAST(sum(typed + suggested) AS bigint)',
  pasted_characters: 'CAST(sum(pasted) AS bigint)',
  other_characters: 'CAST(sum(by_editor + from_outside) AS bigint)',
} as const;

export const enteredMeasureNames = Object.keys(enteredMeasures);

export const measures = [
  ...Object.keys(lifeMeasures),
  ...Object.keys(answerMeasures),
  ...Object.keys(lookMeasures),
  ...Object.keys(enteredMeasures),
] as Measure[];
const measureColumns = measures.map((name): Column => ({ name, type: 'bigint' }));
/** Which figures a measure belongs to. */
export const familyOf = (measure: string): Family =>
  measure in answerMeasures ? 'answers' : measure in enteredMeasures ? 'entered' : 'suggestions';
const answerDimensions: ReadonlySet<string> = new Set(dimensions.filter(({ answers }) => answers).map(({ id }) => id));
const enteredDimensions: ReadonlySet<string> = new Set(dimensions.filter(({ entered }) => entered).map(({ id }) => id));

export const dailyColumns: readonly Column[] = [...dailyKeys, ...measureColumns];

/** A person is active in a selection who has seen a suggestion or asked for one by hand. Who was erased is nobody. */
export const activeUsers =
  "count(DISTINCT CASE WHEN (seen > 0 OR trigger_kind = 'manual') AND user_id <> 'erased' THEN user_id END)";

/** The dimension of the cells that speak of a whole day. */
export const wholeDay = 'all';
export type CellDimension = FilterId | typeof wholeDay;
const cellDimensions: readonly CellDimension[] = [wholeDay, ...filterIds];

export const cellColumns: readonly Column[] = [
  { name: 'day', type: 'date' },
  { name: 'dimension', type: 'text' },
  { name: 'value', type: 'text' },
  { name: 'users', type: 'integer' },
  ...measureColumns,
];

const names = (columns: readonly Column[]) => columns.map(({ name }) => name).join(', ');
const isLive = 'day NOT IN (SELECT day FROM rolled_day)';
const keyNames = names(dailyKeys);

const answerFate = `SELECT day, coalesce(user_id, 'unknown') AS user_id,
    coalesce(language, 'unknown') AS language, coalesce(team, 'unknown') AS team,
    coalesce(model, 'unknown') AS model, coalesce(tier, 'unknown') AS tier,
    coalesce(weights, 'unknown') AS weights, coalesce(adapter, 'none') AS adapter,
    coalesce(template, 'unknown') AS template, coalesce(served, true) AS served, upstream_ms,
    EXISTS (SELECT 1 FROM life_alone WHERE life_alone.audit_id = answer.audit_id AND life_alone.outcome <> 'unknown') AS known
  FROM answer`;

/**
 * Characters entered, of a day, person and kind that suggestions were asked for too: so they are in no value of a dimension
 * in which nobody asked, and tell of nobody who is not counted there as a person.
 */
const enteredWhereAsked = (condition: string) => `SELECT entered.day AS day, entered.user_id AS user_id,
    entered.language AS language, entered.team AS team, coalesce(entered.arm, 'none') AS arm, ${tenureOn('entered')} AS tenure,
    typed, suggested, pasted, by_editor, from_outside
  FROM (SELECT * FROM entered WHERE ${condition}) AS entered LEFT JOIN person ON person.user_id = entered.user_id
  WHERE EXISTS (SELECT 1 FROM (SELECT * FROM suggestion WHERE ${condition}) AS asked
    WHERE asked.day = entered.day AND asked.user_id = entered.user_id AND asked.language = entered.language
      AND asked.team = entered.team AND coalesce(asked.arm, 'none') = coalesce(entered.arm, 'none'))`;

/** The SELECT behind `daily` for the days that a condition allows. */
function dailySelect(condition: string): string {
  const only = (of: Partial<Record<Measure, string>>) =>
    measures.map(name => of[name] ?? 'CAST(0 AS bigint)').join(', ');
  const lifeKeys = dailyKeys.map(({ name }) => `life.${name}`).join(', ');
  const known = (of: ReadonlySet<string>) => dailyKeys.filter(({ name }) => name === 'user_id' || of.has(name));
  const keysOf = (of: ReadonlySet<string>) =>
    dailyKeys.map(({ name }) => (name === 'user_id' || of.has(name) ? name : `'unknown' AS ${name}`)).join(', ');
  return `SELECT ${keyNames}, ${only(lifeMeasures)} FROM life WHERE ${condition} GROUP BY ${keyNames}
UNION ALL
SELECT ${lifeKeys}, ${only(lookMeasures)} FROM retention JOIN life ON life.suggestion_id = retention.suggestion_id
WHERE ${condition} GROUP BY ${lifeKeys}
UNION ALL
SELECT ${keyNames}, ${names(measureColumns)} FROM daily_erased WHERE ${condition}
UNION ALL
SELECT ${keysOf(answerDimensions)}, ${only(answerMeasures)} FROM (${answerFate}) AS fate WHERE ${condition}
GROUP BY ${names(known(answerDimensions))}
UNION ALL
SELECT ${keysOf(enteredDimensions)}, ${only(enteredMeasures)} FROM (${enteredWhereAsked(condition)}) AS entered_known
GROUP BY ${names(known(enteredDimensions))}`;
}

/** The SELECT behind the cells of one dimension, over rows of `daily`. */
function cellSelect(dimension: CellDimension, from: string): string {
  const sums = measures.map(name =>
    knows(dimension, name) ? `CAST(sum(${name}) AS bigint) AS ${name}` : `CAST(0 AS bigint) AS ${name}`,
  );
  const value = dimension === wholeDay ? "''" : dimension;
  const group = dimension === wholeDay ? 'day' : `day, ${dimension}`;
  // Where nothing was asked there is no value, whatever was typed.
  const present = ['requests', 'answers', 'model_ms'];
  return `SELECT day, ${value} AS value, CAST(${activeUsers} AS integer) AS users, ${sums.join(', ')} FROM ${from}
GROUP BY ${group} HAVING ${present.map(name => `sum(${name}) > 0`).join(' OR ')}`;
}

/** Whether a measure can be told by the values of a dimension: nobody knows for which model something was typed. */
const knows = (dimension: CellDimension, measure: Measure) =>
  dimension === wholeDay || !(measure in enteredMeasures) || enteredDimensions.has(dimension);

/** The view with the cells of one dimension. */
export const cellView = (dimension: CellDimension) => `cell_${dimension}`;

/** Days at rest from their table, the others from `live`. */
const dailyFrom = (
  live: string,
) => `SELECT ${names(dailyColumns)} FROM daily_rolled WHERE day IN (SELECT day FROM rolled_day)
UNION ALL SELECT ${names(dailyColumns)} FROM ${live}`;
const cellsFrom = (dimension: CellDimension, live: string) => `${cellView(dimension)} AS
SELECT day, value, users, ${names(measureColumns)} FROM cell_rolled
WHERE dimension = '${dimension}' AND day IN (SELECT day FROM rolled_day)
UNION ALL ${cellSelect(dimension, live)}`;

const columnList = (columns: readonly Column[]) => columns.map(({ name, type }) => `${name} ${type}`).join(', ');

export const dailyViews: readonly string[] = [
  `CREATE VIEW daily_live (${names(dailyColumns)}) AS ${dailySelect(isLive)}`,
  `CREATE VIEW daily AS
${dailyFrom('daily_live')}`,
  ...cellDimensions.map(dimension => `CREATE VIEW ${cellsFrom(dimension, 'daily_live')}`),
];

/**
 * For a page that asks many questions: the days that are not at rest are summed up once, in a temporary table, and
 * temporary views of the same names hide those that would sum them up for each question anew. The answers are the same.
 *
 * @param days the days that are not at rest, `YYYY-MM-DD`, ascending
 */
export function sumLiveDaysOnce(days: readonly string[], asked: readonly CellDimension[]): readonly string[] {
  const dates = days.map(day => `CAST('${day}' AS date)`);
  // The bounds are what lets a database skip whole blocks of rows.
  const live = `day BETWEEN ${dates[0]} AND ${dates.at(-1)} AND day IN (${dates.join(', ')})`;
  const columns = names(dailyColumns);
  return [
    `CREATE TEMPORARY TABLE daily_now (${columnList(dailyColumns)})`,
    ...(days.length === 0 ? [] : [`INSERT INTO daily_now (${columns}) ${dailySelect(live)}`]),
    `CREATE TEMPORARY VIEW daily AS ${dailyFrom('daily_now')}`,
    ...[...new Set(asked)].map(dimension => `CREATE TEMPORARY VIEW ${cellsFrom(dimension, 'daily_now')}`),
    ...latencyOnce(days.length === 0 ? null : live),
  ];
}

/** Brings the days in the temporary table `roll_delta` to rest. In this order, in one transaction. */
export const rollDays: readonly string[] = [
  ...['daily_rolled', 'cell_rolled', 'shown_rolled', 'rolled_day'].map(
    table => `DELETE FROM ${table} WHERE day IN (SELECT day FROM roll_delta)`,
  ),
  `INSERT INTO daily_rolled (${names(dailyColumns)}) ${dailySelect('day IN (SELECT day FROM roll_delta)')}`,
  `INSERT INTO cell_rolled (${names(cellColumns)})
${cellDimensions
  .map(
    dimension => `SELECT day, '${dimension}' AS dimension, value, users, ${names(measureColumns)}
FROM (${cellSelect(dimension, '(SELECT * FROM daily_rolled WHERE day IN (SELECT day FROM roll_delta)) AS rolled')}) AS cell`,
  )
  .join('\nUNION ALL\n')}`,
  ...rollLatency,
  'INSERT INTO rolled_day (day) SELECT day FROM roll_delta',
];

/** Days with data before $1 that are not at rest. */
export const daysToRoll = `SELECT CAST(day AS text) AS day FROM (
  SELECT DISTINCT day FROM suggestion WHERE day < CAST($1 AS date)
  UNION SELECT DISTINCT day FROM answer WHERE day < CAST($1 AS date)
  UNION SELECT DISTINCT day FROM daily_erased WHERE day < CAST($1 AS date)
) AS present WHERE ${isLive} ORDER BY day`;

/**
 * Wakes the days that a merge touches. Before it: days the rows are on now and come to; after it: days of the answers
 * whose fate it tells. An answer is at most a day older than a suggestion made of it.
 */
export const wakeBeforeMerge = `DELETE FROM rolled_day WHERE day IN (SELECT day FROM delta) OR day IN (
  SELECT suggestion.day FROM suggestion JOIN delta ON suggestion.suggestion_id = delta.suggestion_id
  WHERE suggestion.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid))`;

export const wakeAfterMerge = `DELETE FROM rolled_day WHERE day IN (
  SELECT answer.day FROM answer
  JOIN suggestion ON suggestion.audit_id = answer.audit_id
  JOIN delta ON delta.suggestion_id = suggestion.suggestion_id
  WHERE suggestion.suggestion_id BETWEEN CAST($1 AS uuid) AND CAST($2 AS uuid)
    AND answer.day >= CAST($3 AS date) - 1)`;

/** Wakes these days (`YYYY-MM-DD`). */
export const wakeDays = (days: readonly string[]) =>
  `DELETE FROM rolled_day WHERE day IN (${[...new Set(days)].map(day => `CAST('${day}' AS date)`).join(', ')})`;

/** Who stands for everyone who was erased. */
export const erasedPerson = 'erased';

/**
 * Removes everything about one person ($1) and keeps the counts, told of nobody. In this order, in one transaction. The
 * person's days are computed anew afterwards.
 */
export const erasePerson: readonly string[] = [
  `DELETE FROM rolled_day WHERE day IN (SELECT day FROM suggestion WHERE user_id = $1)
  OR day IN (SELECT day FROM answer WHERE user_id = $1)
  OR day IN (SELECT day FROM daily_erased WHERE user_id = $1)`,
  `UPDATE daily_erased SET user_id = '${erasedPerson}' WHERE user_id = $1`,
  `INSERT INTO daily_erased (${names(dailyColumns)})
SELECT ${dailyKeys.map(({ name }) => (name === 'user_id' ? `'${erasedPerson}'` : name)).join(', ')},
  ${measures.map(name => (name in answerMeasures ? 'CAST(0 AS bigint)' : `CAST(sum(${name}) AS bigint)`)).join(', ')}
FROM daily WHERE user_id = $1
GROUP BY ${names(dailyKeys.filter(({ name }) => name !== 'user_id'))}`,
  'DELETE FROM daily_rolled WHERE user_id = $1',
  'DELETE FROM retention WHERE suggestion_id IN (SELECT suggestion_id FROM suggestion WHERE user_id = $1)',
  'DELETE FROM suggestion WHERE user_id = $1',
  'DELETE FROM event WHERE user_id = $1',
  'DELETE FROM entered WHERE user_id = $1',
  'DELETE FROM client_session WHERE user_id = $1',
  'DELETE FROM person WHERE user_id = $1',
  'UPDATE answer SET user_id = NULL WHERE user_id = $1',
];

/** Days before $1 that are at rest and still have single rows. */
export const daysToExpire = `SELECT day FROM (
  SELECT DISTINCT day FROM suggestion WHERE day < CAST($1 AS date)
  UNION SELECT DISTINCT day FROM answer WHERE day < CAST($1 AS date)
) AS present WHERE day IN (SELECT day FROM rolled_day) ORDER BY day`;

/**
 * Drops the single rows of the days in the temporary table `roll_delta`, which are at rest, and keeps their sums: those of
 * people, or, where figures of one person are switched off, the cells alone. In this order, in one transaction.
 */
export function expireRows(personLevel: boolean): readonly string[] {
  const old = 'day IN (SELECT day FROM roll_delta)';
  const rows = `SELECT suggestion_id FROM suggestion WHERE ${old}`;
  return [
    // What is there already stands in the sums of its day.
    `DELETE FROM daily_erased WHERE ${old}`,
    personLevel
      ? `INSERT INTO daily_erased (${names(dailyColumns)}) SELECT ${names(dailyColumns)} FROM daily_rolled WHERE ${old}`
      : `DELETE FROM daily_rolled WHERE ${old}`,
    ...keepLatency,
    `DELETE FROM retention WHERE suggestion_id IN (${rows})`,
    `DELETE FROM event WHERE suggestion_id IN (${rows})`,
    `DELETE FROM entered WHERE ${old}`,
    `DELETE FROM suggestion WHERE ${old}`,
    `DELETE FROM answer WHERE ${old}`,
  ];
}

/** The setting with the first day that still takes events: what is older has been summed up for good. */
export const expiredBefore = 'expired_before';
