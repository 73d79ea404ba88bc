import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';

/** Meta Code Llama. The blanks belong to the markup: one behind `<PRE>`, one before `<SUF>`, one before `<MID>`. */
export const codellama: Template = {
  name: 'codellama',
  version: 1,
  specialTokens: ['<PRE>', '<SUF>', '<MID>', '<EOT>', '<s>', '</s>'],
  stops: ['<EOT>', '</s>', '<PRE>'],
  render: parts => prefixFirst(['<PRE> ', ' <SUF>', ' <MID>'], parts, contextAsComments(parts)),
};
