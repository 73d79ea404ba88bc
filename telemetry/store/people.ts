import type { Transaction, Value } from './database.ts';
import { personColumns } from './tables.ts';

/** Keeps the first day of each person. A day that proves earlier wakes the person's days: their cohorts change. */
export async function noteFirstDays(
  transaction: Transaction,
  seen: Iterable<readonly [user: string, day: string]>,
): Promise<void> {
  const first = new Map<string, string>();
  for (const [user, day] of seen) {
    const before = first.get(user);
    if (before === undefined || day < before) first.set(user, day);
  }
  const list = personColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
  await transaction.query(`CREATE TEMPORARY TABLE IF NOT EXISTS person_delta (${list})`);
  await transaction.query('DELETE FROM person_delta');
  await transaction.load('person_delta', personColumns, [...first] as (readonly Value[])[]);
  for (const statement of statements) await transaction.query(statement);
}

const earlier = `SELECT person.user_id FROM person JOIN person_delta ON person_delta.user_id = person.user_id
  WHERE person_delta.first_day < person.first_day`;

const statements = [
  `DELETE FROM rolled_day WHERE EXISTS (${earlier})
  AND day IN (SELECT day FROM suggestion WHERE user_id IN (${earlier}))`,
  `UPDATE person SET first_day = least(person.first_day, person_delta.first_day) FROM person_delta
  WHERE person.user_id = person_delta.user_id AND person_delta.first_day < person.first_day`,
  `INSERT INTO person (user_id, first_day) SELECT user_id, first_day FROM person_delta
  WHERE NOT EXISTS (SELECT 1 FROM person WHERE person.user_id = person_delta.user_id)`,
] as const;
