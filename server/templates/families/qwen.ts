import { line, type Piece, type PromptParts, prefixFirst, type Template, text, token } from '../template.ts';

/**
 * Qwen2.5-Coder. With further files: its repository level (Qwen2.5-Coder technical report, section 3), where each file is
 * named, and the document comes last. Without: file level, and nothing but the three tokens; the name of a lone file before
 * them costs the 0.5 B model 15 points of exact match (`npm run bench -- infilling`, docs/measurements.md).
 */
export const qwen: Template = {
  name: 'qwen2.5-coder',
  version: 2,
  specialTokens: [
    '<|fim_prefix|>',
    '<|fim_suffix|>',
    '<|fim_middle|>',
    '<|fim_pad|>',
    '<|repo_name|>',
    '<|file_sep|>',
    '<|endoftext|>',
    '<|im_start|>',
    '<|im_end|>',
  ],
  stops: ['<|endoftext|>', '<|fim_pad|>', '<|file_sep|>', '<|repo_name|>', '<|im_end|>'],
  render: parts => [
    ...repository(parts),
    ...prefixFirst(['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'], parts),
  ],
};

function repository(parts: PromptParts): Piece[] {
  if (parts.context.length === 0) return [];
  const name = parts.repository === '' ? [] : [token('<|repo_name|>'), line(parts.repository)];
  const files = parts.context.flatMap(item => [token('<|file_sep|>'), line(item.path), line(item.text)]);
  const own = parts.path === '' ? [token('<|file_sep|>'), text('\n')] : [token('<|file_sep|>'), line(parts.path)];
  return [...name, ...files, ...own];
}
