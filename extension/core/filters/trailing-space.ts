import type { Filter } from '../candidate.ts';
import type { Situation } from '../situation.ts';

/** Takes off white space at the end of the answer and of its lines; in a string it may mean something. */
export const trimTrailingSpace: Filter = (candidate, { situation }) => {
  const kept = candidate.text.trimEnd();
  const text = situation.mode.kind === 'string' ? kept : kept.replace(/[ \t]+$/gm, '');
  return { ...candidate, text: text + spaceBefore(situation, candidate.text) };
};

/**
 * On the line, one space may part the answer from what follows: always before a word, before a closer where a space follows
 * its opener too: `( x )`.
 */
function spaceBefore({ after, open, prefix }: Situation, text: string): string {
  if (!/\S +$/.test(text) || /^\s|^$/.test(after)) return '';
  if (!/^[)\]}>;,'"`]/.test(after)) return ' ';
  const block = open.at(-1);
  const inside =
    block && after.startsWith(block.closer) ? prefix.slice(block.index + block.opener.length) + text : text;
  return inside.startsWith(' ') ? ' ' : '';
}
