import type { ContextItem } from '../wire/completion.ts';
import type { TemplateName } from './names.ts';

/** What a prompt is made of. Prefix and suffix are one document with the cursor between them. */
export interface PromptParts {
  prefix: string;
  suffix: string;
  /** Of the document, relative to the workspace; empty where unknown. */
  path: string;
  language: string;
  repository: string;
  /** In the order in which it stands in the prompt. */
  context: readonly ContextItem[];
}

/** Either the family's own markup, or text of the user's. The difference is what neutralising rests on. */
export type Piece = { token: string } | { text: string };

/** How one family of models wants to be asked. */
export interface Template {
  readonly name: TemplateName;
  /** Goes up with every change of the bytes that it renders: the audit record names it. */
  readonly version: number;
  /** What the family's tokenizer reads as one of its special tokens. None of them belongs in a completion. */
  readonly specialTokens: readonly string[];
  /** Where an answer ends, the most telling first: the text from the first of these on is not part of it. */
  readonly stops: readonly string[];
  render(parts: PromptParts): Piece[];
}

export function token(text: string): Piece {
  return { token: text };
}

export function text(content: string): Piece {
  return { text: content };
}

/** The text with a line end behind it, so that what follows starts on a line of its own. */
export function line(content: string): Piece {
  return text(content.endsWith('\n') ? content : `${content}\n`);
}

/**
 * The usual order of a document: prefix, suffix, and the place of what is missing, each behind its token.
 * @param lead what stands before the prefix, behind its token.
 */
export function prefixFirst(
  [prefix, suffix, middle]: readonly [prefix: string, suffix: string, middle: string],
  parts: PromptParts,
  lead: Piece[] = [],
): Piece[] {
  return [token(prefix), ...lead, text(parts.prefix), token(suffix), text(parts.suffix), token(middle)];
}
