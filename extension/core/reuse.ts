import type { Place } from './situation.ts';
import type { Window } from './window.ts';

/** Where an answer was asked for. */
export interface AskedAt {
  /** Names the document, whatever is in it. */
  documentId: string;
  window: Window;
}

/** How the cursor's present place relates to the one at which an answer was asked for. */
export type Relation =
  /** The same place, or further on by what has been typed since. */
  | { kind: 'typed'; typed: string; replaced: number }
  /** Back by what has been deleted since. */
  | { kind: 'deleted'; deleted: string };

/** Closers that an editor inserts by itself behind the cursor. */
const autoClosers = /^[)\]}>"'`]{0,3}$/;
/** More deleted than this, and the answer's thread is lost. */
const longestDeletion = 80;

/** Undefined where the document has changed elsewhere, so that the answer no longer belongs here. */
export function relate(asked: AskedAt, place: Place): Relation | undefined {
  const { window } = asked;
  const end = window.start + window.prefix.length;
  if (place.prefix.length >= end) {
    if (!place.prefix.startsWith(window.prefix, window.start)) return undefined;
    const typed = place.prefix.slice(end);
    const replaced = suffixKept(window, place.suffix, typed);
    return replaced === undefined ? undefined : { kind: 'typed', typed, replaced };
  }
  const deleted = window.prefix.slice(place.prefix.length - window.start);
  if (place.prefix.length < window.start || deleted.length > longestDeletion || deleted.includes('\n'))
    return undefined;
  if (!window.prefix.startsWith(place.prefix.slice(window.start))) return undefined;
  return isSameSuffix(window, place.suffix) ? { kind: 'deleted', deleted } : undefined;
}

/**
 * How many characters of the asked suffix have been typed over (a closer behind the cursor, typed again); 0 also where the
 * editor has put closers of its own in front of it. Undefined where the suffix is another one.
 */
function suffixKept(window: Window, suffix: string, typed: string): number | undefined {
  if (isSameSuffix(window, suffix)) return 0;
  // Return between two brackets puts the closer on a line of its own.
  const broken = typed.includes('\n') ? /^\n[ \t]*(?=[)\]}])/.exec(suffix) : null;
  if (broken && isSameSuffix(window, suffix.slice(broken[0].length))) return 0;
  for (let inserted = 1; inserted <= 3; inserted++) {
    const closers = suffix.slice(0, inserted);
    if (typed !== '' && autoClosers.test(closers) && isSameSuffix(window, suffix.slice(inserted))) return 0;
  }
  for (let over = 1; over <= Math.min(3, typed.length); over++) {
    const closers = window.suffix.slice(0, over);
    if (!autoClosers.test(closers) || !typed.endsWith(closers)) continue;
    if (isSameSuffix({ ...window, suffix: window.suffix.slice(over) }, suffix)) return over;
  }
  return undefined;
}

/** Whether what follows the cursor is what followed it when the question was asked, as far as the window shows it. */
export function isSameSuffix(window: Window, suffix: string): boolean {
  return window.whole ? suffix === window.suffix : suffix.startsWith(window.suffix);
}
