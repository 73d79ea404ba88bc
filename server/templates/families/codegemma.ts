import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';

/** Google CodeGemma. */
export const codegemma: Template = {
  name: 'codegemma',
  version: 1,
  specialTokens: [
    '<|fim_prefix|>',
    '<|fim_suffix|>',
    '<|fim_middle|>',
    '<|file_separator|>',
    '<bos>',
    '<eos>',
    '<start_of_turn>',
    '<end_of_turn>',
  ],
  stops: ['<|file_separator|>', '<eos>', '<end_of_turn>', '<|fim_prefix|>'],
  render: parts => prefixFirst(['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'], parts, contextAsComments(parts)),
};
