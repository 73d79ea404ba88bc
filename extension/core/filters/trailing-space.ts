import type { Filter } from '../candidate.ts';

/** Takes off white space at the end of the answer and of its lines; in a string it may mean something. */
export const trimTrailingSpace: Filter = (candidate, { situation }) => {
  const kept = candidate.text.trimEnd();
  const text = situation.mode.kind === 'string' ? kept : kept.replace(/[ \t]+$/gm, '');
  return { ...candidate, text: text + spaceBefore(situation.after, candidate.text) };
};

/** On the line, one space may part the answer from what follows: always before a word, before a closer where `( x )` is the style. */
function spaceBefore(after: string, text: string): string {
  if (!/[^\s]+ +$/.test(text) || /^\s|^$/.test(after)) return '';
  return /^[)\]}>;,'"`]/.test(after) && !/^ /.test(text) ? '' : ' ';
}
