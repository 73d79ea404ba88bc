import type { Row } from '../store/database.ts';
import { type Query, type Selection, sourceOf } from './query.ts';
import type { Text } from './text.ts';

/** What is left of accepted suggestions after a while. */
export interface RetentionPoint {
  /** Seconds after the accept; 0: at the first commit that touches the file. */
  after_s: number;
  /** Looks at accepted suggestions at that time, and how many of them saw nothing (file closed, branch changed, …). */
  looks: number;
  censored: number;
  /** Over the looks that saw something: characters still there, and characters that had been accepted. */
  kept: number;
  accepted: number;
  /** kept ÷ accepted; null where nothing was seen. */
  value: number | null;
}

export const retentionTitle: Text = { en: 'Kept of what was accepted', zh: '采纳内容的保留比例' };
export const retentionDefinition: Text = {
  en: 'Characters still there ÷ characters accepted, over the looks at accepted suggestions that saw something. A look that saw nothing, because the file was closed or the branch changed, is censored: it counts for neither, and is told beside it. Deleted text counts as 0.',
  zh: '仍存在的字符数 ÷ 采纳的字符数，只计观察到结果的采纳建议。因文件关闭或切换分支而无法观察的，记为删失：两边都不计入，并在旁列出。被删除的文本按 0 计。',
};

export function retentionQuery(selection: Selection, only: string | null): Query {
  const divided = only === null ? { ...selection, by: null } : selection;
  const { sql, parameters } = sourceOf(divided);
  const value = divided.by === null ? '' : ` AND life.${divided.by} = published_day.value`;
  const mine = selection.user === null ? '' : ` AND life.user_id = $${parameters.indexOf(selection.user) + 1}`;
  const one = only === null ? '' : ` WHERE value = $${parameters.push(only)}`;
  return {
    sql: `${sql},
published_day AS (SELECT DISTINCT day, value FROM source${one})
SELECT after_s, count(*) AS looks, count(retention.censored) AS censored,
  coalesce(sum(retention.characters), 0) AS kept,
  coalesce(sum(CASE WHEN retention.censored IS NULL THEN life.accepted_characters END), 0) AS accepted
FROM retention
JOIN life ON life.suggestion_id = retention.suggestion_id${mine}
JOIN published_day ON published_day.day = life.day${value}
GROUP BY after_s
ORDER BY CASE WHEN after_s = 0 THEN 1 ELSE 0 END, after_s`,
    parameters,
  };
}

export function retentionPoint(row: Row): RetentionPoint {
  const [after_s, looks, censored, kept, accepted] = ['after_s', 'looks', 'censored', 'kept', 'accepted'].map(name =>
    Number(row[name]),
  ) as [number, number, number, number, number];
  return { after_s, looks, censored, kept, accepted, value: accepted === 0 ? null : kept / accepted };
}
