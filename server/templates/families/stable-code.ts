import { contextAsComments } from '../comments.ts';
import { type Template, text, token } from '../template.ts';

/** Stability AI StableCode. */
export const stableCode: Template = {
  name: 'stable-code',
  version: 1,
  specialTokens: [
    '<fim_prefix>',
    '<fim_suffix>',
    '<fim_middle>',
    '<fim_pad>',
    '<repo_name>',
    '<file_sep>',
    '<|endoftext|>',
  ],
  stops: ['<|endoftext|>', '<file_sep>', '<repo_name>', '<fim_pad>'],
  render: parts => [
    token('<fim_prefix>'),
    ...contextAsComments(parts),
    text(parts.prefix),
    token('<fim_suffix>'),
    text(parts.suffix),
    token('<fim_middle>'),
  ],
};
