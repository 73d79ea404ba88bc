import type { Filter } from '../candidate.ts';
import type { KeywordCase } from '../pack.ts';
import type { Situation } from '../situation.ts';

/** Characters before and behind the cursor by which the file's habit is known, and keywords that it takes. */
const read = { before: 8_000, after: 2_000, keywords: 3 } as const;

/** Writes the answer's keywords as the file writes all of its own; elsewhere, and in a file that mixes, they stay as they are. */
export const keepKeywordCase: Filter = (candidate, { situation }) => {
  const rules = situation.pack.keywordCase;
  const from = rules ? firstCode(candidate.text, situation) : -1;
  // What a backslash or a dollar quote does to a string is each dialect's own.
  if (!rules || from < 0 || /[\\`]|\$\w*\$/.test(candidate.text)) return candidate;
  const habit = habitOf(situation, rules);
  if (!habit) return candidate;
  const code = candidate.text.slice(from);
  const before = from === 0 ? situation.before : '';
  const whole = before + code + situation.after;
  const written = whole.replace(rules.keywords, (...found) => {
    const [word, at] = [String(found[0]), Number(found.find(part => typeof part === 'number'))];
    const ours = at >= before.length && at + word.length <= before.length + code.length;
    return ours && rules.isKeyword(word, whole, at) && isOneCase(word) ? inCase(word, habit) : word;
  });
  const text = candidate.text.slice(0, from) + written.slice(before.length, before.length + code.length);
  return { ...candidate, text };
};

/** Where code begins in the answer; -1 where it is all of the string or comment that the cursor stands in. */
function firstCode(text: string, { mode }: Situation): number {
  if (mode.kind === 'code') return 0;
  return mode.kind === 'line-comment' ? text.indexOf('\n') : -1;
}

const habits = new WeakMap<Situation, 'upper' | 'lower' | 'none'>();

function habitOf(situation: Situation, rules: KeywordCase): 'upper' | 'lower' | undefined {
  const known = habits.get(situation) ?? readHabit(situation, rules);
  habits.set(situation, known);
  return known === 'none' ? undefined : known;
}

function readHabit({ prefix, suffix }: Situation, rules: KeywordCase): 'upper' | 'lower' | 'none' {
  const start = prefix.length > read.before ? prefix.indexOf('\n', prefix.length - read.before) + 1 : 0;
  const text = prefix.slice(start) + suffix.slice(0, read.after);
  const words = [...text.matchAll(rules.keywords)].filter(({ 0: word, index }) => rules.isKeyword(word, text, index));
  if (words.length < read.keywords) return 'none';
  if (words.every(([word]) => word === word.toUpperCase())) return 'upper';
  return words.every(([word]) => word === word.toLowerCase()) ? 'lower' : 'none';
}

function isOneCase(word: string): boolean {
  return word === word.toUpperCase() || word === word.toLowerCase();
}

function inCase(word: string, habit: 'upper' | 'lower'): string {
  return habit === 'upper' ? word.toUpperCase() : word.toLowerCase();
}
