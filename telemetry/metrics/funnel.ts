import { leastPeople } from '../privacy/least-people.ts';
import type { Row } from '../store/database.ts';
import type { Query } from './query.ts';
import type { Text } from './text.ts';

/** From a seat to a habit: how many people come how far in a period. */
export const funnelSteps = ['seats', 'installed', 'active', 'accepting', 'keeping'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

export interface FunnelRow {
  step: FunnelStep;
  /** Rounded to whole fives; null where it is not known, or speaks of fewer than five people. */
  people: number | null;
}

export const funnelTitle: Text = { en: 'From seat to habit', zh: '从席位到习惯' };
export const funnelDefinition: Text = {
  en: `People in the period, each counted once: seats handed out (by the configuration) → installed (their editor has ever sent an event) → active (saw a suggestion, or asked for one by hand) → accepting (took at least one whole) → keeping (ten minutes later something of it was still there). Rounded to whole fives and nothing below five, so that two periods taken from each other tell of nobody.`,
  zh: '期间内的人数，每人只计一次：已分配席位（来自配置）→ 已安装（编辑器曾上报事件）→ 活跃（看到过建议或手动请求过）→ 采纳（至少完整采纳一条）→ 保留（十分钟后仍有内容留存）。按 5 取整，少于 5 人不显示，因此两个时间段相减不会透露任何个人。',
};
export const stepTitles: Record<FunnelStep, Text> = {
  seats: { en: 'Seats', zh: '席位' },
  installed: { en: 'Installed', zh: '已安装' },
  active: { en: 'Active', zh: '活跃' },
  accepting: { en: 'Accepting', zh: '采纳' },
  keeping: { en: 'Keeping', zh: '保留' },
};

export function funnelQuery(from: string, to: string): Query {
  return {
    sql: `WITH person_sum AS (
  SELECT user_id, sum(seen) AS seen, sum(CASE WHEN trigger_kind = 'manual' THEN requests ELSE 0 END) AS asked,
    sum(accepted) AS accepted, sum(kept_600) AS kept
  FROM daily WHERE day BETWEEN CAST($1 AS date) AND CAST($2 AS date) AND user_id NOT IN ('unknown', 'erased')
  GROUP BY user_id)
SELECT (SELECT count(*) FROM person WHERE first_day <= CAST($2 AS date)) AS installed,
  count(CASE WHEN seen > 0 OR asked > 0 THEN 1 END) AS active,
  count(CASE WHEN accepted > 0 THEN 1 END) AS accepting,
  count(CASE WHEN accepted > 0 AND kept > 0 THEN 1 END) AS keeping
FROM person_sum`,
    parameters: [from, to],
  };
}

export function funnelRows(row: Row | undefined, seats: number | null): FunnelRow[] {
  const coarse = (count: number) => {
    const fives = Math.floor(count / leastPeople) * leastPeople;
    return fives === 0 ? null : fives;
  };
  return funnelSteps.map(step => ({ step, people: step === 'seats' ? seats : coarse(Number(row?.[step] ?? 0)) }));
}
