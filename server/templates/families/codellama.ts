import { contextAsComments } from '../comments.ts';
import { type Template, text, token } from '../template.ts';

/** Meta Code Llama. The blanks belong to the markup: one behind `<PRE>`, one before `<SUF>`, one before `<MID>`. */
export const codellama: Template = {
  name: 'codellama',
  version: 1,
  specialTokens: ['<PRE>', '<SUF>', '<MID>', '<EOT>', '<s>', '</s>'],
  stops: ['<EOT>', '</s>', '<PRE>'],
  render: parts => [
    token('<PRE> '),
    ...contextAsComments(parts),
    text(parts.prefix),
    token(' <SUF>'),
    text(parts.suffix),
    token(' <MID>'),
  ],
};
