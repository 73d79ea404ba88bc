import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';
import { qwen } from './qwen.ts';

/**
 * Qwen2.5-Coder with context as comments at the top of the document instead of files before it: for the smallest of the
 * family, which file separators cost right answers and a few commented lines do not (`npm run bench -- context-model`,
 * docs/measurements/context.md).
 */
export const qwenComments: Template = {
  ...qwen,
  name: 'qwen2.5-coder-comments',
  version: 1,
  render: parts => prefixFirst(['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'], parts, contextAsComments(parts)),
};
