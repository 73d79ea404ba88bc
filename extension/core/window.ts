import type { Place } from './situation.ts';
import { splitsCharacter } from './text.ts';

/** How much of the document goes into the prompt, in characters. */
export interface WindowBudget {
  prefix: number;
  suffix: number;
}

/** The budget of a whole prompt, with what is left for context from elsewhere. */
export interface PromptBudget extends WindowBudget {
  whole: number;
}

export interface Window {
  prefix: string;
  suffix: string;
  /** Where the window's prefix begins in the place's prefix. */
  start: number;
  /** The suffix reaches the end of the document. */
  whole: boolean;
}

/** Characters that one token takes, on average, of program text (measured for the Qwen and Llama families: 3.0 to 3.6). */
const charactersPerToken = 3.2;
/** Shares of the prompt. What is left is for context from elsewhere. */
const prefixShare = 0.55;
const suffixShare = 0.2;
/**
 * Lines by which the window's beginning moves at once. While it stands still the prompt begins with the same bytes, and
 * the model need not read them again.
 */
const anchorLines = 32;

export function windowBudget(promptTokens: number): PromptBudget {
  const characters = promptTokens * charactersPerToken;
  return {
    prefix: Math.floor(characters * prefixShare),
    suffix: Math.floor(characters * suffixShare),
    whole: Math.floor(characters),
  };
}

/** Characters for context from elsewhere: what the policy gives the model, in the room that the window has left. */
export function contextRoom({ completion }: ContextPolicy, model: string, left: number): number {
  // A proxy of an earlier version says nothing of context.
  const tokens = completion.context_tokens_of?.[model] ?? completion.context_tokens ?? 0;
  return Math.max(0, Math.min(left, Math.floor(tokens * charactersPerToken)));
}

/** What of the policy speaks of context. */
interface ContextPolicy {
  completion: { context_tokens?: number; context_tokens_of?: Readonly<Record<string, number>> };
}

/** Whole lines around the cursor within the budget; part of a line only where one line alone is longer. */
export function windowAround(place: Place, budget: WindowBudget): Window {
  const start = anchoredStart(place.prefix, budget.prefix);
  const end = suffixEnd(place.suffix, budget.suffix);
  return {
    prefix: place.prefix.slice(start),
    suffix: place.suffix.slice(0, end),
    start,
    whole: end === place.suffix.length && !place.cut,
  };
}

function anchoredStart(prefix: string, budget: number): number {
  if (prefix.length <= budget) return 0;
  const earliest = prefix.length - budget;
  let line = 0;
  let at = 0;
  let firstFitting: number | undefined;
  while (at >= 0 && at <= prefix.length) {
    if (at >= earliest) {
      firstFitting ??= at;
      if (line % anchorLines === 0) return at;
    }
    const newline = prefix.indexOf('\n', at);
    if (newline < 0) break;
    at = newline + 1;
    line++;
  }
  // Fewer lines than one step fit: the nearest line, or within the line where it alone is too long.
  if (firstFitting !== undefined && firstFitting < prefix.length) return firstFitting;
  return splitsCharacter(prefix, earliest) ? earliest + 1 : earliest;
}

function suffixEnd(suffix: string, budget: number): number {
  if (suffix.length <= budget) return suffix.length;
  if (budget <= 0) return 0;
  const newline = suffix.lastIndexOf('\n', budget - 1);
  if (newline >= 0) return newline + 1;
  return splitsCharacter(suffix, budget) ? budget - 1 : budget;
}
