import type { Row } from '../store/database.ts';
import { bucketTime, type Stage, stages } from '../store/latency.ts';
import { type Query, type Selection, sourceOf } from './query.ts';
import type { Text } from './text.ts';

/** How long a stage takes, in milliseconds since the request; null where there are too few to tell. */
export interface LatencyRow {
  stage: Stage;
  /** Of everyone: the first two digits, and nothing below ten. */
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export const latencyTitle: Text = { en: 'Time to the suggestion', zh: '建议到达所需时间' };
export const latencyDefinition: Text = {
  en: 'Milliseconds from the request to each stage, of suggestions that a model made (nothing from memory), over the period and, of everyone, the days that may be shown. From a histogram with eight buckets an octave: each percentile is within 4.5 % of the true one. A percentile is shown where at least ten suggestions lie beyond it. Of everyone, how many suggestions they are is told by its first two digits, so that this and another figure taken from each other tell of nobody.',
  zh: '从请求到各阶段的毫秒数，仅计模型生成的建议（不含缓存复用），覆盖所选期间内可显示的日期。取自每倍程八个区间的直方图：各百分位与真实值相差不超过 4.5%。只有当至少十条建议超出该百分位时才显示。统计所有人时，建议条数只保留前两位有效数字，因此与其他数字相减不会透露任何个人。',
};

/** Observations beyond a percentile from which on it says something. */
const leastBeyond = 10;

export function latencyQuery(selection: Selection): Query {
  const { sql, parameters } = sourceOf({ ...selection, by: null });
  const from =
    selection.user === null
      ? 'SELECT stage, bucket, sum(n) AS n FROM latency WHERE day IN (SELECT day FROM source)'
      : `SELECT stage, bucket, count(*) AS n FROM latency_time WHERE user_id = $${parameters.indexOf(selection.user) + 1}
  AND day IN (SELECT day FROM source)`;
  return { sql: `${sql}\n${from} GROUP BY stage, bucket ORDER BY stage, bucket`, parameters };
}

/** Which suggestions have a time is no dimension that is told of: a count of them goes with no other figure. */
function coarse(count: number): number {
  const unit = 10 ** Math.max(1, Math.floor(Math.log10(count)) - 1);
  return Math.floor(count / unit) * unit;
}

export function latencyRows(rows: readonly Row[], ofEveryone: boolean): LatencyRow[] {
  return stages.flatMap(stage => {
    const buckets = rows.filter(row => row.stage === stage).map(row => [Number(row.bucket), Number(row.n)] as const);
    const count = buckets.reduce((sum, [, n]) => sum + n, 0);
    const told = ofEveryone ? coarse(count) : count;
    if (told === 0) return [];
    const at = (share: number): number | null => {
      if (count * (1 - share) < leastBeyond) return null;
      let below = 0;
      for (const [bucket, n] of buckets) {
        below += n;
        if (below >= share * count) return Math.round(bucketTime(bucket));
      }
      return null;
    };
    return [{ stage, count: told, p50: at(0.5), p95: at(0.95), p99: at(0.99) }];
  });
}
