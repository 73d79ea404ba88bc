import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';

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
  render: parts => prefixFirst(['<fim_prefix>', '<fim_suffix>', '<fim_middle>'], parts, contextAsComments(parts)),
};
