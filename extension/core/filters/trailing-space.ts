import type { Filter } from '../candidate.ts';

/** Takes off white space at the end of the answer and of its lines; in a string it may mean something. */
export const trimTrailingSpace: Filter = (candidate, { situation }) => {
  const text = candidate.text.trimEnd() + spaceBefore(situation.after, candidate.text);
  return { ...candidate, text: situation.mode.kind === 'string' ? text : text.replace(/[ \t]+$/gm, '') };
};

/** On the line, one space may part the answer from what follows: always before a word, before a closer where `( x )` is the style. */
function spaceBefore(after: string, text: string): string {
  if (!/[^\s]+ +$/.test(text) || /^\s|^$/.test(after)) return '';
  return /^[)\]}>;,'"`]/.test(after) && !/^ /.test(text) ? '' : ' ';
}
