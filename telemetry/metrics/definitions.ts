import { seenAfterMs } from '../schema/thresholds.ts';
import type { Measure } from '../store/daily.ts';
import type { Text } from './text.ts';

/**
 * Every figure of the console as data: what it is called, what it means in words, and which measures of `daily` and
 * `cell` it is made of. Numerator and denominator are sums, so that a rate over any selection is a ratio of sums, never a
 * mean of ratios.
 */
export interface Metric {
  id: string;
  title: Text;
  definition: Text;
  /** Measures that are summed. A count has no denominator; a ratio without one is a gap, not 0 %. */
  numerator: Measure;
  denominator: Measure | null;
  /** A ratio of sums by which the figure is multiplied: the share of its numerator that counts. */
  times?: { numerator: Measure; denominator: Measure };
  /** `ratio` lies between 0 and 1; `quotient` may be any number. */
  unit: 'count' | 'ratio' | 'quotient' | 'characters' | 'lines';
}

export const metrics = [
  {
    id: 'requests',
    title: { en: 'Completions asked for', zh: '请求补全次数' },
    definition: {
      en: 'Times the editor asked for a completion and the client finished its work, whether a suggestion came of it or not, from the model or from memory.',
      zh: '编辑器请求补全且客户端处理完毕的次数，无论是否产生建议，也无论来自模型还是缓存。',
    },
    numerator: 'requests',
    denominator: null,
    unit: 'count',
  },
  {
    id: 'shown',
    title: { en: 'Suggestions shown', zh: '已显示的建议' },
    definition: {
      en: 'Distinct suggestions that were drawn in the editor. A suggestion that was accepted was shown, even where the word of its drawing got lost.',
      zh: '在编辑器中绘制过的不同建议数。被采纳的建议必然已显示，即使显示事件丢失。',
    },
    numerator: 'shown',
    denominator: null,
    unit: 'count',
  },
  {
    id: 'seen',
    title: { en: 'Suggestions seen', zh: '已看到的建议' },
    definition: {
      en: `Distinct suggestions visible for at least ${seenAfterMs} ms, or accepted: who takes a suggestion has seen it.`,
      zh: `可见时间不少于 ${seenAfterMs} 毫秒，或被采纳的不同建议数：采纳者必然看到过。`,
    },
    numerator: 'seen',
    denominator: null,
    unit: 'count',
  },
  {
    id: 'accepted',
    title: { en: 'Suggestions accepted', zh: '已采纳的建议' },
    definition: {
      en: 'Distinct suggestions accepted whole. Those accepted in part or typed out by hand are counted apart.',
      zh: '被完整采纳的不同建议数。部分采纳或手动键入相同内容的建议另行统计。',
    },
    numerator: 'accepted',
    denominator: null,
    unit: 'count',
  },
  {
    id: 'accepted_partly',
    title: { en: 'Accepted in part', zh: '部分采纳' },
    definition: {
      en: 'Distinct suggestions of which some characters were accepted, never the whole.',
      zh: '只采纳了部分字符、从未完整采纳的不同建议数。',
    },
    numerator: 'accepted_partly',
    denominator: null,
    unit: 'count',
  },
  {
    id: 'accepted_characters',
    title: { en: 'Characters accepted', zh: '采纳的字符数' },
    definition: {
      en: 'Characters taken from suggestions: for each suggestion the largest figure reported, never a sum of events.',
      zh: '从建议中采纳的字符数：每条建议取上报的最大累计值，从不累加事件。',
    },
    numerator: 'accepted_characters',
    denominator: null,
    unit: 'characters',
  },
  {
    id: 'typed_characters',
    title: { en: 'Characters typed', zh: '手动键入的字符数' },
    definition: {
      en: 'Characters typed by hand, in languages in which the person asked for completions on that day. Not counted: text from the clipboard, what the editor adds by itself (closing brackets, indentation, names from its lists, undo, formatting), and changes of files on disk.',
      zh: '手动键入的字符数，只计该人当天请求过补全的语言。不计入：剪贴板内容、编辑器自动添加的内容（闭合括号、缩进、列表补全、撤销、格式化）以及磁盘文件的变化。',
    },
    numerator: 'typed_characters',
    denominator: null,
    unit: 'characters',
  },
  {
    id: 'pasted_characters',
    title: { en: 'Characters pasted', zh: '粘贴的字符数' },
    definition: {
      en: 'Characters that came in several words or lines at once, other than by a suggestion: mostly from the clipboard. They are in no share.',
      zh: '一次插入多个词或多行、且并非来自建议的字符数，多为粘贴。不计入任何占比。',
    },
    numerator: 'pasted_characters',
    denominator: null,
    unit: 'characters',
  },
  {
    id: 'shown_lines',
    title: { en: 'Lines shown', zh: '已显示的行数' },
    definition: {
      en: 'Lines of the suggestions that were drawn, each suggestion once.',
      zh: '已绘制建议的行数，每条建议只计一次。',
    },
    numerator: 'shown_lines',
    denominator: null,
    unit: 'lines',
  },
  {
    id: 'accepted_lines',
    title: { en: 'Lines accepted', zh: '采纳的行数' },
    definition: {
      en: 'Lines taken from suggestions: for each suggestion the largest figure reported, never a sum of events.',
      zh: '从建议中采纳的行数：每条建议取上报的最大累计值，从不累加事件。',
    },
    numerator: 'accepted_lines',
    denominator: null,
    unit: 'lines',
  },
  {
    id: 'seen_rate',
    title: { en: 'Accepted of seen', zh: '看到后的采纳率' },
    definition: {
      en: `Suggestions accepted whole ÷ suggestions seen (visible for at least ${seenAfterMs} ms, or accepted). Sums over the selection, divided once.`,
      zh: `完整采纳的建议 ÷ 已看到的建议（可见不少于 ${seenAfterMs} 毫秒，或被采纳）。先求和，再相除。`,
    },
    numerator: 'accepted',
    denominator: 'seen',
    unit: 'ratio',
  },
  {
    id: 'shown_rate',
    title: { en: 'Accepted of shown', zh: '显示后的采纳率' },
    definition: {
      en: 'Suggestions accepted whole ÷ suggestions drawn, however briefly. Sums over the selection, divided once.',
      zh: '完整采纳的建议 ÷ 绘制过的建议（无论多短暂）。先求和，再相除。',
    },
    numerator: 'accepted',
    denominator: 'shown',
    unit: 'ratio',
  },
  {
    id: 'request_rate',
    title: { en: 'Accepted of asked', zh: '请求后的采纳率' },
    definition: {
      en: 'Suggestions accepted whole ÷ completions asked for. Low by nature: most requests are overtaken by the next key.',
      zh: '完整采纳的建议 ÷ 请求补全次数。该值天然偏低：多数请求会被下一次按键取代。',
    },
    numerator: 'accepted',
    denominator: 'requests',
    unit: 'ratio',
  },
  {
    id: 'reuse_share',
    title: { en: 'Answered from memory', zh: '缓存复用比例' },
    definition: {
      en: 'Suggestions shown that cost no request of their own (reused, or typed on as suggested) ÷ suggestions shown.',
      zh: '无需单独请求模型的已显示建议（缓存复用或顺着建议键入）÷ 已显示的建议。',
    },
    numerator: 'shown_from_memory',
    denominator: 'shown',
    unit: 'ratio',
  },
  {
    id: 'kept_share',
    title: { en: 'Kept after ten minutes', zh: '十分钟后的保留比例' },
    definition: {
      en: 'Characters still there ten minutes after the accept ÷ characters accepted, over the looks that saw something. Deleted text counts as 0; a look that saw nothing (file closed, branch changed, reload) counts for neither.',
      zh: '采纳十分钟后仍存在的字符数 ÷ 采纳的字符数，只计观察到结果的采纳建议。被删除的文本按 0 计；无法观察的（文件关闭、切换分支、重新加载）两边都不计入。',
    },
    numerator: 'kept_600',
    denominator: 'kept_of_600',
    unit: 'ratio',
  },
  {
    id: 'character_share',
    title: { en: 'Share of characters', zh: '字符占比' },
    definition: {
      en: 'Characters that accepts put into documents ÷ (these + characters typed by hand), in languages in which the person asked for completions on that day. Both are counted by the editor in the same five minutes. A suggestion brings its indentation along, which hands leave to the editor: the share is that of characters, not of thought. Pasted text and what the editor adds are in neither. Undoing does not take back; what was still there later is told beside it.',
      zh: '采纳插入的字符数 ÷（该数 + 手动键入的字符数），只计该人当天请求过补全的语言；两者由编辑器在同一个五分钟内统计。建议自带缩进，而手动输入时缩进由编辑器补上：这是字符的占比，不是思考的占比。粘贴和编辑器自动添加的内容两边都不计入。撤销不会扣减；之后仍存在的部分在旁列出。',
    },
    numerator: 'suggested_characters',
    denominator: 'entered_characters',
    unit: 'ratio',
  },
  {
    id: 'kept_character_share',
    title: { en: 'Share of characters, kept', zh: '保留的字符占比' },
    definition: {
      en: 'Share of characters × characters still there ten minutes after the accept ÷ characters accepted (over the looks that saw something).',
      zh: '字符占比 × 采纳十分钟后仍存在的字符数 ÷ 采纳的字符数（只计观察到结果的）。',
    },
    numerator: 'suggested_characters',
    denominator: 'entered_characters',
    times: { numerator: 'kept_600', denominator: 'kept_of_600' },
    unit: 'ratio',
  },
  {
    id: 'suggestions_per_request',
    title: { en: 'Suggestions per request', zh: '每次请求的建议数' },
    definition: {
      en: 'Suggestions shown, from the model or from memory ÷ requests that reached a model. Above what the model alone would give, it is work that was used again.',
      zh: '已显示的建议（来自模型或缓存）÷ 到达模型的请求数。高出模型单独提供的部分，就是被复用的计算。',
    },
    numerator: 'shown',
    denominator: 'model_requests',
    unit: 'quotient',
  },
  {
    id: 'coverage',
    title: { en: 'Coverage', zh: '覆盖率' },
    definition: {
      en: 'Answers served of which at least one suggestion has a known fate ÷ answers served, by the audit log of the proxy. What is missing to 100 % is what these figures cannot speak of: other clients, lost events, suggestions still on screen.',
      zh: '至少有一条建议结局已知的应答 ÷ 代理审计日志中的应答总数。与 100% 的差距就是本页数字无法说明的部分：其他客户端、丢失的事件、仍在屏幕上的建议。',
    },
    numerator: 'answers_known',
    denominator: 'answers',
    unit: 'ratio',
  },
] as const satisfies readonly Metric[];

export type MetricId = (typeof metrics)[number]['id'];

const byId = new Map<string, Metric>(metrics.map(metric => [metric.id, metric]));

export function findMetric(id: string): Metric | undefined {
  return byId.get(id);
}
