import { line, type Piece, type PromptParts, prefixFirst, type Template, text, token } from '../template.ts';

/**
 * StarCoder2. The layout of several files is that of its paper (arXiv 2402.19173, section 5.1): nothing stands between a
 * file's text and the next separator, and the document's path comes behind `<fim_prefix>`.
 */
export const starcoder2: Template = {
  name: 'starcoder2',
  version: 1,
  specialTokens: [
    '<fim_prefix>',
    '<fim_suffix>',
    '<fim_middle>',
    '<fim_pad>',
    '<repo_name>',
    '<file_sep>',
    '<|endoftext|>',
    '<issue_start>',
    '<pr_start>',
  ],
  stops: ['<|endoftext|>', '<file_sep>', '<repo_name>', '<fim_pad>'],
  render: parts => [
    ...repository(parts),
    ...prefixFirst(
      ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
      parts,
      parts.path === '' ? [] : [line(parts.path)],
    ),
  ],
};

function repository(parts: PromptParts): Piece[] {
  if (parts.context.length === 0 && parts.path === '') return [];
  const name = parts.repository === '' ? [] : [token('<repo_name>'), text(parts.repository)];
  const files = parts.context.flatMap(item => [token('<file_sep>'), line(item.path), text(item.text)]);
  return [...name, ...files, token('<file_sep>')];
}
