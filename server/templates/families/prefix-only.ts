import { contextAsComments } from '../comments.ts';
import { type Template, text } from '../template.ts';

/** Models without fill-in-the-middle (SmolLM2 and others): context as comments, then the prefix. The suffix is not shown. */
export const prefixOnly: Template = {
  name: 'prefix-only',
  version: 1,
  specialTokens: ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|end_of_text|>', '<|eot_id|>', '<s>', '</s>'],
  stops: ['<|endoftext|>', '<|im_end|>', '<|end_of_text|>', '</s>'],
  render: parts => [...contextAsComments(parts), text(parts.prefix)],
};
