/** What a name promises about the value that it is given: `dbPassword` a password, `passwordResetUrl` nothing. */
import { piecesOf } from '../look/placeholder.ts';
import * as words from './words.ts';

export { nameKeywords } from './words.ts';

export type Family =
  | 'password'
  /** Digits alone: a PIN, a card's check value. */
  | 'pin'
  | 'secret'
  /** A key of which the name does not say that it opens anything. */
  | 'key'
  /** Authentication of some sort. */
  | 'auth'
  /** The header `Authorization`. */
  | 'header';

export interface NamePromise {
  family: Family;
  /** 3: says so outright, 2: says so with something after it that we do not know, 1: may also mean something else. */
  strength: 1 | 2 | 3;
}

/** @returns null if the name promises nothing. */
export function promiseOf(name: string): NamePromise | null {
  if (name.charCodeAt(0) > 127 || name.charCodeAt(name.length - 1) > 127) {
    if (words.chinesePasswords.some(word => name.includes(word))) return { family: 'password', strength: 3 };
    if (words.chineseSecrets.some(word => name.includes(word))) return { family: 'secret', strength: 3 };
  }
  const pieces = piecesOf(name);
  let vague: NamePromise | null = null;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const family = familyOf(pieces, index);
    if (family === null) continue;
    const promise = judge(pieces, index, family);
    // `PasswordAuthentication`: what stands before `authentication` says more.
    if (family !== 'auth') return family === 'key' ? (vague ?? promise) : (promise ?? vague);
    vague ??= promise;
  }
  return vague;
}

function familyOf(pieces: readonly string[], index: number): Family | null {
  const piece = pieces[index]!;
  if (words.passwords.has(piece)) return 'password';
  if (words.secrets.has(piece)) return 'secret';
  if (piece === 'key' || piece === 'keys') return 'key';
  if (piece === 'authorization') return 'header';
  if (piece === 'pin' || piece === 'cvv' || piece === 'cvc') return 'pin';
  if (words.vague.has(piece)) return 'auth';
  const before = pieces[index - 1];
  if (piece === 'login' && before === 'sonar') return 'secret';
  if (piece === 'string' && before === 'connection') return 'auth';
  if (piece.length < 6) return null;
  if (words.passwordEnds.some(end => piece.endsWith(end))) return 'password';
  if (piece.endsWith('pass') && words.passPrefixes.has(piece.slice(0, -4))) return 'password';
  if (words.secretEnds.some(end => piece.endsWith(end))) return 'secret';
  return piece.endsWith('key') && words.keyQualifiers.has(piece.slice(0, -3)) ? 'secret' : null;
}

function judge(pieces: readonly string[], index: number, found: Family): NamePromise | null {
  let family = found;
  let strength = family === 'password' || family === 'secret' ? 3 : 1;
  if (family === 'key') {
    const before = pieces[index - 1] ?? '';
    if (words.keyDisqualifiers.has(before)) return null;
    if (words.keyQualifiers.has(before)) {
      family = 'secret';
      strength = 3;
    }
  }
  for (let i = index + 1; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (words.otherTails.has(piece)) return null;
    if (!words.neutralTails.has(piece) && !isNumber(piece)) strength = Math.min(strength, 2);
  }
  for (let i = 0; i < index; i++) if (words.otherHeads.has(pieces[i]!)) strength = 1;
  return { family, strength: strength as 1 | 2 | 3 };
}

const isNumber = (piece: string): boolean => {
  const unit = piece.charCodeAt(0);
  return unit >= 48 && unit <= 57;
};
