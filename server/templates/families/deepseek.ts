import { contextAsComments } from '../comments.ts';
import { prefixFirst, type Template } from '../template.ts';

/** DeepSeek-Coder and DeepSeek-Coder-V2. The bars are U+FF5C, the low blocks U+2581. */
export const deepseek: Template = {
  name: 'deepseek-coder',
  version: 1,
  specialTokens: [
    '<\uff5cfim\u2581begin\uff5c>',
    '<\uff5cfim\u2581hole\uff5c>',
    '<\uff5cfim\u2581end\uff5c>',
    '<\uff5cbegin\u2581of\u2581sentence\uff5c>',
    '<\uff5cend\u2581of\u2581sentence\uff5c>',
    '<|EOT|>',
  ],
  stops: ['<\uff5cend\u2581of\u2581sentence\uff5c>', '<\uff5cfim\u2581begin\uff5c>', '<|EOT|>'],
  render: parts =>
    prefixFirst(
      ['<\uff5cfim\u2581begin\uff5c>', '<\uff5cfim\u2581hole\uff5c>', '<\uff5cfim\u2581end\uff5c>'],
      parts,
      contextAsComments(parts),
    ),
};
