import { type FilterId, filterIds } from '../metrics/dimensions.ts';
import { type Family, families, type KindRow, shownValues } from '../privacy/shown-values.ts';
import { type CellDimension, wholeDay } from './daily.ts';
import type { Column, Transaction } from './database.ts';

/**
 * Which values of a day may be shown, kept for days at rest in the transaction that brings them there. Of other days it is
 * decided when a page is asked for (`shownOnce`); outside of `TelemetryStore.read` no value of them is shown.
 */

export const shownColumns = [
  { name: 'day', type: 'date' },
  { name: 'dimension', type: 'text' },
  { name: 'value', type: 'text' },
] as const satisfies readonly Column[];

const list = shownColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
const names = shownColumns.map(({ name }) => name).join(', ');
const atRest = `SELECT ${names} FROM shown_rolled WHERE day IN (SELECT day FROM rolled_day)`;

export const shownView = `CREATE VIEW shown AS
${atRest}`;

/** Who is nobody: an answer or a sum of which it is not known, or not known any more, who had it. */
const nobody: ReadonlySet<unknown> = new Set(['unknown', 'erased']);

/** As in `activeUsers`. */
const active = "(seen > 0 OR trigger_kind = 'manual')";
/** What a lead comes for. */
const foremost: ReadonlySet<number> = new Set(
  (['language', 'team'] as const satisfies readonly FilterId[]).map(id => filterIds.indexOf(id)),
);
/** The character between two units. */
const separator = 31;
/** When a row of `daily` counts in a family of figures. */
const countsIn: Record<Family, string> = {
  suggestions: 'requests > 0',
  answers: '(answers > 0 OR model_ms > 0)',
  entered: '(entered_characters > 0 OR pasted_characters > 0 OR other_characters > 0)',
};

/**
 * What may be shown of a day. The dimension of the whole day has the families of figures that may be told of it as values.
 *
 * @param from a table with the columns of `daily`. @returns rows of `shownColumns`.
 */
export async function decideShown(
  query: Transaction['query'],
  from: 'daily_rolled' | 'daily_now',
  day: string,
): Promise<[day: string, dimension: CellDimension, value: string][]> {
  // One text a row: a large bank has many, and nothing that is stored has this character. Who merely asked counts as nobody.
  const found = await query(
    `SELECT DISTINCT CASE WHEN requests = 0 OR ${active} THEN user_id END AS user_id, ${active} AS active,
  ${families.map(family => `${countsIn[family]} AS ${family}`).join(', ')},
  concat_ws(chr(${separator}), ${filterIds.join(', ')}) AS kind
FROM ${from} WHERE day = CAST($1 AS date) AND (${families.map(family => countsIn[family]).join(' OR ')})`,
    [day],
  );
  const rows = found.map(
    (row): KindRow => ({
      user: row.user_id === null || nobody.has(row.user_id) ? null : String(row.user_id),
      counts: { suggestions: row.suggestions === true, answers: row.answers === true, entered: row.entered === true },
      active: row.active === true,
      values: String(row.kind).split(String.fromCharCode(separator)),
    }),
  );
  const { told, values } = shownValues(rows, filterIds.length, foremost);
  return [
    ...told.map((family): [string, CellDimension, string] => [day, wholeDay, family]),
    ...values.flatMap((shown, at) =>
      shown.map((value): [string, CellDimension, string] => [day, filterIds[at]!, value]),
    ),
  ];
}

/**
 * The columns of cells as they may be told: those of a family that may not be told of the day as nothing.
 * @param familyOf of a measure; suggestions are told wherever the day is.
 */
export function toldColumns(measures: readonly string[], familyOf: (measure: string) => Family): string {
  const told = (family: Family) =>
    `day IN (SELECT day FROM shown WHERE dimension = '${wholeDay}' AND value = '${family}')`;
  return measures
    .map(name => {
      const family = familyOf(name);
      return family === 'suggestions' ? name : `CASE WHEN ${told(family)} THEN ${name} ELSE 0 END AS ${name}`;
    })
    .join(', ');
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** For one page: what has been decided of the days that are not at rest, beside what is kept of the others. */
export function shownOnce(decided: readonly (readonly string[])[]): readonly string[] {
  const rows = decided.map(
    ([day, dimension, value]) => `(CAST(${quoted(day!)} AS date), ${quoted(dimension!)}, ${quoted(value!)})`,
  );
  return [
    `CREATE TEMPORARY TABLE shown_now (${list})`,
    ...(rows.length === 0 ? [] : [`INSERT INTO shown_now (${names}) VALUES ${rows.join(', ')}`]),
    `CREATE TEMPORARY VIEW shown AS
${atRest}
UNION ALL SELECT ${names} FROM shown_now`,
  ];
}
