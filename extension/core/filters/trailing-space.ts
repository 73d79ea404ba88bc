import type { Filter } from '../candidate.ts';

/** Takes off white space at the end of the answer and of its lines; in a string it may mean something. */
export const trimTrailingSpace: Filter = (candidate, { situation }) => {
  const text = candidate.text.trimEnd();
  return { ...candidate, text: situation.mode.kind === 'string' ? text : text.replace(/[ \t]+$/gm, '') };
};
