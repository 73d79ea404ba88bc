import type { Column } from './database.ts';

/**
 * Times as histograms, so that percentiles of any period are sums of days. Eight buckets an octave: the value that a bucket
 * stands for is within 4.5 % of each time in it.
 */
const bucketsPerOctave = 8;

/** Stages of a suggestion's way, milliseconds since the request. */
export const stages = ['first_token', 'answered', 'drawn'] as const;
export type Stage = (typeof stages)[number];

/** The time that stands for a bucket: its middle on the logarithmic scale. */
export const bucketTime = (bucket: number) => 2 ** ((bucket + 0.5) / bucketsPerOctave);

export const latencyColumns: readonly Column[] = [
  { name: 'day', type: 'date' },
  { name: 'user_id', type: 'text' },
  { name: 'stage', type: 'text' },
  { name: 'bucket', type: 'integer' },
  { name: 'n', type: 'bigint' },
];
const names = ['day', 'stage', 'bucket', 'n'].join(', ');
const list = latencyColumns
  .filter(({ name }) => name !== 'user_id')
  .map(({ name, type }) => `${name} ${type}`)
  .join(', ');

const time = `CASE stage ${stages.map(stage => `WHEN '${stage}' THEN ${stage}_ms`).join(' ')} END`;
/** Only answers of a model: what comes from memory takes no time worth telling. */
const timed = `SELECT day, user_id, stage,
    CAST(floor(ln(greatest(${time}, 1)) * ${bucketsPerOctave / Math.LN2}) AS integer) AS bucket
  FROM suggestion CROSS JOIN (VALUES ${stages.map(stage => `('${stage}')`).join(', ')}) AS stages(stage)
  WHERE source IN ('network', 'speculative') AND ${time} IS NOT NULL`;

/** Over `latency_rolled`, of days at rest, and `latency_kept`, of days whose rows are gone. */
export const latencyViews: readonly string[] = [
  `CREATE VIEW latency_time AS ${timed}`,
  `CREATE VIEW latency AS
SELECT ${names} FROM latency_rolled WHERE day IN (SELECT day FROM rolled_day)
UNION ALL SELECT ${names} FROM latency_kept WHERE day NOT IN (SELECT day FROM rolled_day)
UNION ALL SELECT day, stage, bucket, count(*) AS n FROM latency_time
WHERE day NOT IN (SELECT day FROM rolled_day) GROUP BY day, stage, bucket`,
];

/** As `sumLiveDaysOnce` does it for sums: `live` is the condition for the days that are not at rest; null: there are none. */
export const latencyOnce = (live: string | null): readonly string[] => [
  `CREATE TEMPORARY TABLE latency_now (${list})`,
  ...(live === null
    ? []
    : [
        `INSERT INTO latency_now (${names}) SELECT ${names} FROM latency_kept WHERE ${live}
UNION ALL SELECT day, stage, bucket, count(*) AS n FROM latency_time WHERE ${live} GROUP BY day, stage, bucket`,
      ]),
  `CREATE TEMPORARY VIEW latency AS
SELECT ${names} FROM latency_rolled WHERE day IN (SELECT day FROM rolled_day)
UNION ALL SELECT ${names} FROM latency_now`,
];

const delta = 'day IN (SELECT day FROM roll_delta)';

/** Part of bringing the days in `roll_delta` to rest, before they are called so. */
export const rollLatency: readonly string[] = [
  `DELETE FROM latency_rolled WHERE ${delta}`,
  `INSERT INTO latency_rolled (${names})
SELECT day, stage, bucket, sum(n) FROM (
  SELECT ${names} FROM latency_kept WHERE ${delta}
  UNION ALL SELECT day, stage, bucket, count(*) AS n FROM latency_time WHERE ${delta} GROUP BY day, stage, bucket
) AS both_parts GROUP BY day, stage, bucket`,
];

/** Part of dropping the rows of the days in `roll_delta`. */
export const keepLatency: readonly string[] = [
  `DELETE FROM latency_kept WHERE ${delta}`,
  `INSERT INTO latency_kept (${names}) SELECT ${names} FROM latency_rolled WHERE ${delta}`,
];
