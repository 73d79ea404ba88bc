import { contextAsComments } from '../comments.ts';
import { type Template, text, token } from '../template.ts';

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
  render: parts => [
    token('<|fim_prefix|>'),
    ...contextAsComments(parts),
    text(parts.prefix),
    token('<|fim_suffix|>'),
    text(parts.suffix),
    token('<|fim_middle|>'),
  ],
};
