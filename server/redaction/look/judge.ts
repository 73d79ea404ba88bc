/** The decision on a value that a name promises to be a secret: the name, the place and the look together. */
import type { Place } from '../place/assigned.ts';
import type { NamePromise } from '../place/names.ts';
import type { Profile } from '../scan/profile.ts';
import { lookOf, wordSurprise } from './look.ts';
import { isPlaceholder } from './placeholder.ts';
import { isReference } from './reference.ts';

/** @returns the confidence 0 … 1; 0: it is none. */
export function judgeAssigned(value: string, promise: NamePromise, place: Place, profile: Profile): number {
  if (value.length < 3 || isReference(value) || isPlaceholder(value)) return 0;
  const look = lookOf(value);
  if (look.letters + look.digits < 3) return 0;
  const wordy = look.wordiness >= 0.7 || (look.digits === 0 && look.surprise > 0 && look.surprise < wordSurprise);
  const mixed = look.digits > 0 && look.letters > 0;
  if (!place.quoted && profile !== 'config') {
    if (
      /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*$/.test(value) &&
      (wordy || look.digits === 0) &&
      look.length < 20 &&
      look.surprise < 5.5
    )
      return 0;
    if (/[()[\]]/.test(value)) return 0;
  }
  if (look.spaces > 0 && look.wordiness > 0.5) return 0;
  if (promise.family === 'password') {
    if (promise.strength === 1 && wordy) return 0;
    if (wordy && !mixed && look.others === 0) return 0;
    return wordy ? 0.6 : 0.9;
  }
  if (wordy || look.length < 8) return 0;
  if (promise.strength === 3) return mixed || look.surprise > wordSurprise ? 0.85 : 0;
  return mixed && look.length >= 16 && look.changes >= 4 ? 0.7 : 0;
}
