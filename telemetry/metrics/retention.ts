import { looksAt } from '../store/daily.ts';
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
  const { sql, parameters } = sourceOf(only === null ? { ...selection, by: null } : selection);
  const one = only === null ? '' : ` WHERE value = $${parameters.push(only)}`;
  const looks = looksAt.map(
    after => `SELECT ${after} AS after_s, sum(looks_${after}) AS looks, sum(censored_${after}) AS censored,
  sum(kept_${after}) AS kept, sum(kept_of_${after}) AS accepted FROM source${one}`,
  );
  return { sql: `${sql}\n${looks.join('\nUNION ALL ')}`, parameters };
}

/** In the order of time, the first commit last; times at which nobody looked are left out. */
export function retentionPoints(rows: readonly Row[]): RetentionPoint[] {
  const points = rows.map(row => {
    const [after_s, looks, censored, kept, accepted] = (
      ['after_s', 'looks', 'censored', 'kept', 'accepted'] as const
    ).map(name => Number(row[name])) as [number, number, number, number, number];
    return { after_s, looks, censored, kept, accepted, value: accepted === 0 ? null : kept / accepted };
  });
  const last = (after: number) => (after === 0 ? Number.POSITIVE_INFINITY : after);
  return points.filter(({ looks }) => looks > 0).sort((a, b) => last(a.after_s) - last(b.after_s));
}
