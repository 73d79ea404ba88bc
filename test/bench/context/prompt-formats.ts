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
  comments: parts => fillIn(parts, comments(parts)),
  'similar code in comments': parts => fillIn(parts, comments(only('similar', parts))),
  'similar code in files': parts => formats.template!(only('similar', parts)),

  code: parts => fillIn(parts, `${parts.context.map(({ text }) => text).join('\n\n')}\n\n`),
  'code before the document': parts => fillIn(parts, '', `${parts.context.map(({ text }) => text).join('\n\n')}\n\n`),
};

function comments(parts: PromptParts): string {
  return contextAsComments(parts)
    .map(piece => ('text' in piece ? piece.text : ''))
    .join('');
}

function only(kind: string, parts: PromptParts): PromptParts {
  return { ...parts, context: parts.context.filter(item => item.kind === kind) };
}

function fillIn({ prefix, suffix }: PromptParts, lead: string, before = ''): string {
  return `${before}<|fim_prefix|>${lead}${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
}
