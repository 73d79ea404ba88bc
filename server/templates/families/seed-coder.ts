import { contextAsComments } from '../comments.ts';
import { type Template, text, token } from '../template.ts';

/**
 * ByteDance Seed-Coder. Some clients put the prefix first; the authors trained with the suffix first (Seed-Coder technical
 * report, arXiv 2506.03524, fill-in-the-middle), and so it stands here.
 */
export const seedCoder: Template = {
  name: 'seed-coder',
  version: 1,
  specialTokens: [
    '<[fim-prefix]>',
    '<[fim-suffix]>',
    '<[fim-middle]>',
    '<[begin\u2581of\u2581sentence]>',
    '<[end\u2581of\u2581sentence]>',
  ],
  stops: ['<[end\u2581of\u2581sentence]>', '<[fim-suffix]>', '<[fim-prefix]>'],
  render: parts => [
    token('<[fim-suffix]>'),
    text(parts.suffix),
    token('<[fim-prefix]>'),
    ...contextAsComments(parts),
    text(parts.prefix),
    token('<[fim-middle]>'),
  ],
};
