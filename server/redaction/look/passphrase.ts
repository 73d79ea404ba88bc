/** Passphrases of several words: `correct horse battery staple`, and the groups of letters that mail services give out. */
import { piecesOf } from './placeholder.ts';

/** Words in which texts about passwords speak, and passphrases hardly do. */
const aboutPasswords = new Set(
  `a an and are as at be can cannot change character characters choose confirm contain contains create default do does email empty enter error expired field for
  forgot forgotten from has have here if in incorrect input invalid is it letter letters login long match minimum missing must my new no not number of old on one
  optional or password passwords passphrase please provide repeat required reset security set should show strong that the this to token type use used user username
  valid value was weak when will with without wrong you your`.split(/\s+/),
);

const fewestWords = 3;
const mostWords = 16;

/**
 * Whether a value of several words is a passphrase and no sentence about one.
 * @param isNamedPassphrase the name says so: then small words may stand between.
 */
export function isPassphrase(value: string, isNamedPassphrase: boolean): boolean {
  if (!/^[\p{L}\p{N}]+(?:[ -][\p{L}\p{N}]+){2,15}[!?.]?$/u.test(value)) return false;
  const words = value.split(/[ -]/);
  if (words.length < fewestWords || words.length > mostWords) return false;
  const speaking = piecesOf(value).filter(word => aboutPasswords.has(word)).length;
  if (isNamedPassphrase) return speaking * 3 <= words.length && !/pass(?:word|phrase)/i.test(value);
  // Under any other name, only what no sentence looks like: four words or more in small letters, none of them a small word.
  return words.length >= 4 && speaking === 0 && words.every(word => /^[a-z\d]{3,12}$/.test(word));
}
