import type { PromptParts } from './template.ts';

/**
 * Cuts the parts of a prompt to a budget of tokens: the context from its last item on (the first ones are the stable ones, on
 * which the model's prefix cache rests), then the document, as far from the cursor as possible and at line boundaries.
 */

/**
 * Tokens a character is counted as. Code averages 3.5 to 4 ASCII characters a token with the tokenizers of all families here;
 * digits stand alone in most, and other scripts take a token a character or more.
 */
const weights = { ascii: 1 / 3, digit: 1, other: 1.25 } as const;

const shares = {
  /** Of the document's budget, what the suffix may take where both sides are too long. */
  suffix: 0.25,
  /**
   * Characters by which the prefix's start moves at once, for each token of the budget and at most. Were it to move with every
   * key press, no prompt would begin like the one before it, and the model's prefix cache would never hit.
   */
  step: { perToken: 0.4, most: 512 },
} as const;

/** Tokens of a path's line and its separator, counted for each file in the prompt. */
const perFile = 4;

/** An estimate that errs on the high side for code. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) tokens += weightOf(text.charCodeAt(at));
  return Math.ceil(tokens);
}

function weightOf(code: number): number {
  if (code > 127) return weights.other;
  return code >= 48 && code <= 57 ? weights.digit : weights.ascii;
}

export interface Windowed {
  parts: PromptParts;
  /** By the estimate. */
  tokens: number;
  /** Nothing was left out. */
  whole: boolean;
}

export function fitToWindow(parts: PromptParts, budget: number): Windowed {
  const frame = estimateTokens(parts.path) + estimateTokens(parts.repository) + perFile;
  const room = Math.max(0, budget - frame);
  const prefixTokens = estimateTokens(parts.prefix);
  const suffixTokens = estimateTokens(parts.suffix);
  const documentTokens = prefixTokens + suffixTokens;

  if (documentTokens > room) {
    const suffixBudget = Math.min(suffixTokens, Math.max(Math.floor(room * shares.suffix), room - prefixTokens));
    const suffix = keepStart(parts.suffix, suffixBudget);
    const prefix = keepEnd(parts.prefix, room - estimateTokens(suffix));
    const tokens = frame + estimateTokens(prefix) + estimateTokens(suffix);
    return { parts: { ...parts, prefix, suffix, context: [] }, tokens, whole: false };
  }

  let tokens = frame + documentTokens;
  let kept = 0;
  for (const item of parts.context) {
    const cost = estimateTokens(item.text) + estimateTokens(item.path) + perFile;
    if (tokens + cost > budget) break;
    tokens += cost;
    kept++;
  }
  const whole = kept === parts.context.length;
  return { parts: whole ? parts : { ...parts, context: parts.context.slice(0, kept) }, tokens, whole };
}

/** The end of the text, from a line start on, that fits. Where one line alone is too long, the end of that line. */
function keepEnd(text: string, budget: number): string {
  let start = text.length;
  for (let tokens = 0; start > 0; start--) {
    tokens += weightOf(text.charCodeAt(start - 1));
    if (tokens > budget) break;
  }
  if (start === 0) return text;
  const step = Math.max(1, Math.min(shares.step.most, Math.floor(budget * shares.step.perToken)));
  const stepped = Math.ceil(start / step) * step;
  return text.slice(lineStart(text, stepped) ?? lineStart(text, start) ?? wholeCharacter(text, start));
}

function lineStart(text: string, from: number): number | null {
  const newline = text.indexOf('\n', Math.max(0, from - 1));
  return newline === -1 || newline + 1 >= text.length ? null : newline + 1;
}

/** The start of the text, up to a line end, that fits. */
function keepStart(text: string, budget: number): string {
  let end = 0;
  for (let tokens = 0; end < text.length; end++) {
    tokens += weightOf(text.charCodeAt(end));
    if (tokens > budget) break;
  }
  if (end === text.length) return text;
  const newline = text.lastIndexOf('\n', end - 1);
  return text.slice(0, newline === -1 ? wholeCharacter(text, end) : newline + 1);
}

/** Moves a cut that would go through a surrogate pair behind it. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
