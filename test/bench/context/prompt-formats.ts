import { contextAsComments } from '../../../server/templates/comments.ts';
import { renderPrompt } from '../../../server/templates/render.ts';
import type { PromptParts } from '../../../server/templates/template.ts';

/** Ways to write context into a Qwen prompt: those that were weighed against each other, and the template's own. */
export const formats: Readonly<Record<string, (parts: PromptParts) => string>> = {
  none: parts => fillIn({ ...parts, context: [] }, ''),
  template: parts => renderPrompt('qwen2.5-coder', parts, { contextTokens: 4096, maxTokens: 48 }).prompt,
  'file separators': parts =>
    fillIn(
      parts,
      '',
      `${parts.context.map(({ path, text }) => `<|file_sep|>${path}\n${text}\n`).join('')}<|file_sep|>${parts.path}\n`,
    ),
  'document unnamed': parts =>
    fillIn(parts, '', parts.context.map(({ path, text }) => `<|file_sep|>${path}\n${text}\n`).join('')),
  comments: parts =>
    fillIn(
      parts,
      contextAsComments(parts)
        .map(piece => ('text' in piece ? piece.text : ''))
        .join(''),
    ),
  code: parts => fillIn(parts, `${parts.context.map(({ text }) => text).join('\n\n')}\n\n`),
  'code before the document': parts => fillIn(parts, '', `${parts.context.map(({ text }) => text).join('\n\n')}\n\n`),
};

function fillIn({ prefix, suffix }: PromptParts, lead: string, before = ''): string {
  return `${before}<|fim_prefix|>${lead}${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
}
