import { line, type Piece, type PromptParts, type Template, text, token } from '../template.ts';

/** JetBrains Mellum: every file behind `<filename>`, the document last, its suffix before its prefix. */
export const mellum: Template = {
  name: 'mellum',
  version: 1,
  specialTokens: [
    '<filename>',
    '<reponame>',
    '<fim_prefix>',
    '<fim_suffix>',
    '<fim_middle>',
    '<fim_pad>',
    '<|endoftext|>',
  ],
  stops: ['<|endoftext|>', '<filename>', '<reponame>', '<fim_pad>'],
  render: parts => [
    ...files(parts),
    token('<fim_suffix>'),
    text(parts.suffix),
    token('<fim_prefix>'),
    text(parts.prefix),
    token('<fim_middle>'),
  ],
};

function files(parts: PromptParts): Piece[] {
  const others = parts.context.flatMap(item => [token('<filename>'), line(item.path), line(item.text)]);
  return parts.path === '' ? others : [...others, token('<filename>'), line(parts.path)];
}
