/** How a value looks, in numbers, whatever it is called and wherever it stands. One walk over the value. */
import { bit, bitsOf } from '../scan/characters.ts';
import { remembering } from './memory.ts';
import { surprise } from './trigrams.ts';

export interface Look {
  length: number;
  letters: number;
  lower: number;
  upper: number;
  digits: number;
  /** Neither letters nor digits. */
  others: number;
  spaces: number;
  /** `-`, `_` and `.`: what joins the words of a name. */
  joints: number;
  /** Letters that stand in pieces which read like words, ÷ letters and digits. */
  wordiness: number;
  /** Mean surprise of the letters in bits: English and code 2.5 … 4.2, random letters 5 … 9. 0 without letters. */
  surprise: number;
  /** Different characters. */
  distinct: number;
  /** Changes between lower case, upper case, digits and others. */
  changes: number;
  hexadecimal: boolean;
  /** Small words that joints hold together, as in `ecdsa-sha2-nistp256`. */
  isName: boolean;
}

/** Above this many bits a letter, a piece does not read as a word. 95 % of English words are below, 95 % of random letters above. */
export const wordSurprise = 4.5;

const seen = new Uint32Array(128);
let round = 0;

export const lookOf = remembering((value: string): Readonly<Look> => {
  const look: Look = {
    length: value.length,
    letters: 0,
    lower: 0,
    upper: 0,
    digits: 0,
    others: 0,
    spaces: 0,
    joints: 0,
    wordiness: 0,
    surprise: 0,
    distinct: 0,
    changes: 0,
    hexadecimal: true,
    isName: false,
  };
  round++;
  let previous = 0;
  let total = 0;
  let scored = 0;
  let inWords = 0;
  let pieceLength = 0;
  let pieceBits = 0;
  let a = 0;
  let b = 0;
  // One step beyond the end closes the last piece.
  for (let i = 0; i <= value.length; i++) {
    const isEnd = i === value.length;
    const unit = isEnd ? 0 : value.charCodeAt(i);
    const bits = bitsOf(unit);
    const kind = bits & 7;
    const isLetter = (kind & (bit.lower | bit.upper)) !== 0;
    // A hump starts a new piece; so does the last capital before lower case (`HTTPServer`), which is left with the first: good enough.
    if (pieceLength > 0 && (!isLetter || (kind === bit.upper && previous === bit.lower))) {
      const bitsOfPiece = pieceBits + surprise(a, b, 0);
      total += bitsOfPiece;
      scored += pieceLength + 1;
      if (pieceLength >= 3 && bitsOfPiece / (pieceLength + 1) < wordSurprise) inWords += pieceLength;
      pieceLength = 0;
      pieceBits = 0;
      a = 0;
      b = 0;
    }
    if (isEnd) break;
    if (unit < 128 && seen[unit] !== round) {
      seen[unit] = round;
      look.distinct++;
    } else if (unit >= 128) look.distinct++;
    if (kind === 0) {
      look.others++;
      if ((bits & bit.space) !== 0) look.spaces++;
      else if (unit === 45 || unit === 46 || unit === 95) look.joints++;
    } else if (kind === bit.digit) look.digits++;
    else if (kind === bit.lower) look.lower++;
    else look.upper++;
    if (kind !== previous && i > 0) look.changes++;
    if (isLetter) {
      const letter = (unit | 32) - 96;
      pieceBits += surprise(a, b, letter);
      pieceLength++;
      a = b;
      b = letter;
      if (letter > 6) look.hexadecimal = false;
    } else if (kind !== bit.digit) look.hexadecimal = false;
    previous = kind;
  }
  look.letters = look.lower + look.upper;
  look.surprise = scored > 0 ? total / scored : 0;
  const alphanumeric = look.letters + look.digits;
  look.wordiness = alphanumeric > 0 ? inWords / alphanumeric : 0;
  look.isName = look.joints > 0 && look.others === look.joints && look.wordiness > 0.3;
  return look;
});
