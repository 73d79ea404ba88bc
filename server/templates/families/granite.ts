import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';

/** IBM Granite 4 (and 3.3). */
export const granite: Template = {
  name: 'granite',
  version: 1,
  specialTokens: [
    '<|fim_prefix|>',
    '<|fim_suffix|>',
    '<|fim_middle|>',
    '<|fim_pad|>',
    '<|filename|>',
    '<|reponame|>',
    '<|end_of_text|>',
    '<|start_of_role|>',
    '<|end_of_role|>',
  ],
  stops: ['<|end_of_text|>', '<|fim_pad|>', '<|filename|>', '<|reponame|>'],
  render: parts => prefixFirst(['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'], parts, contextAsComments(parts)),
};
