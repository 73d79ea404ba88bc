import type { Text } from './text.ts';

/**
 * What figures can be divided and filtered by. `answers`: whether the audit log's answers know it too; `entered`: whether
 * the characters that were entered do. What does not know a dimension counts for none of its values.
 */
export interface Dimension {
  id: string;
  title: Text;
  answers: boolean;
  entered: boolean;
}

export const dimensions = [
  { id: 'day', title: { en: 'Day', zh: '日期' }, answers: true, entered: true },
  { id: 'language', title: { en: 'Language', zh: '语言' }, answers: true, entered: true },
  { id: 'team', title: { en: 'Team', zh: '团队' }, answers: true, entered: true },
  { id: 'model', title: { en: 'Model', zh: '模型' }, answers: true, entered: false },
  { id: 'tier', title: { en: 'Tier', zh: '层级' }, answers: true, entered: false },
  { id: 'weights', title: { en: 'Weights', zh: '权重' }, answers: true, entered: false },
  { id: 'adapter', title: { en: 'Adapter', zh: '适配器' }, answers: true, entered: false },
  { id: 'template', title: { en: 'Prompt template', zh: '提示模板' }, answers: true, entered: false },
  { id: 'tenure', title: { en: 'Time since the first use', zh: '首次使用至今' }, answers: false, entered: true },
  { id: 'arm', title: { en: 'Experiment and arm', zh: '实验与分组' }, answers: false, entered: true },
  { id: 'waiting', title: { en: 'Time to the answer', zh: '等待应答的时间' }, answers: false, entered: false },
  { id: 'source', title: { en: 'Source', zh: '来源' }, answers: false, entered: false },
  { id: 'trigger_kind', title: { en: 'Trigger', zh: '触发方式' }, answers: false, entered: false },
  { id: 'shape', title: { en: 'Single or multi-line', zh: '单行或多行' }, answers: false, entered: false },
  { id: 'file_kind', title: { en: 'File kind', zh: '文件类型' }, answers: false, entered: false },
  { id: 'editor', title: { en: 'Editor', zh: '编辑器' }, answers: false, entered: false },
  { id: 'extension_version', title: { en: 'Extension version', zh: '扩展版本' }, answers: false, entered: false },
] as const satisfies readonly Dimension[];

export type DimensionId = (typeof dimensions)[number]['id'];
export type FilterId = Exclude<DimensionId, 'day'>;
export const dimensionIds = dimensions.map(({ id }) => id);
export const filterIds = dimensionIds.filter((id): id is FilterId => id !== 'day');
