import type { Row } from '../store/database.ts';
import { type Query, type Selection, sourceOf } from './query.ts';
import type { Text } from './text.ts';

/** What a card costs for an hour, and how many answers it works on at once. */
export interface TierPrice {
  gpu_hour: number;
  at_once: number;
}

export interface Prices {
  currency: string;
  tiers: Readonly<Record<string, TierPrice>>;
}

export interface CostRow {
  tier: string;
  /** Seconds of a card: time at work on answers ÷ answers that it works on at once. */
  gpu_seconds: number;
  /** Lines accepted × share of characters still there after ten minutes; null where nobody looked. */
  kept_lines: number | null;
  gpu_seconds_per_line: number | null;
  /** In the currency; null where the tier has no price. */
  money: number | null;
  money_per_line: number | null;
}

export const costTitle: Text = { en: 'What a kept line costs', zh: '每保留一行的成本' };
export const costDefinition: Text = {
  en: 'By tier of the model, over the days that may be shown. GPU-seconds: the time the model worked on answers, also those that were cancelled, ÷ the answers that a card works on at once (configuration). Kept lines: lines accepted × characters still there after ten minutes ÷ characters accepted, over the looks that saw something. Money: GPU-seconds × the price of a card’s hour (configuration). A card that stands idle costs more than this says.',
  zh: '按模型层级，覆盖可显示的日期。GPU 秒：模型处理应答的时间（含被取消的）÷ 一张卡同时处理的应答数（来自配置）。保留行数：采纳的行数 × 十分钟后仍存在的字符数 ÷ 采纳的字符数（只计观察到结果的）。金额：GPU 秒 × 每卡小时价格（来自配置）。空闲的卡的实际成本高于此值。',
};

/** @param by null: all tiers together, where none alone may be shown. */
export function costQuery(selection: Selection, by: 'tier' | null): Query {
  const { sql, parameters } = sourceOf({ ...selection, by });
  return {
    sql: `${sql}
SELECT value AS tier, sum(model_ms) AS model_ms, sum(accepted_lines) AS lines, sum(kept_600) AS kept, sum(kept_of_600) AS kept_of
FROM source GROUP BY value ORDER BY value`,
    parameters,
  };
}

/** The name of all tiers together. */
const allTiers = '';

export function costRows(rows: readonly Row[], prices: Prices): CostRow[] {
  return rows.flatMap((row): CostRow[] => {
    const tier = String(row.tier);
    const only = Object.keys(prices.tiers).length === 1 ? Object.values(prices.tiers)[0] : undefined;
    const price = tier === allTiers ? only : prices.tiers[tier];
    const gpu_seconds = Number(row.model_ms) / 1000 / (price?.at_once ?? 1);
    if (gpu_seconds === 0) return [];
    const of = Number(row.kept_of);
    const kept_lines = of === 0 ? null : (Number(row.lines) * Number(row.kept)) / of;
    const money = price ? (gpu_seconds / 3600) * price.gpu_hour : null;
    const each = (sum: number | null) =>
      sum === null || kept_lines === null || kept_lines === 0 ? null : sum / kept_lines;
    return [
      { tier, gpu_seconds, kept_lines, gpu_seconds_per_line: each(gpu_seconds), money, money_per_line: each(money) },
    ];
  });
}
