import { contextAsComments } from '../comments.ts';
import { type Template, text, token } from '../template.ts';

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
  render: parts => [
    token('<|fim_prefix|>'),
    ...contextAsComments(parts),
    text(parts.prefix),
    token('<|fim_suffix|>'),
    text(parts.suffix),
    token('<|fim_middle|>'),
  ],
};
