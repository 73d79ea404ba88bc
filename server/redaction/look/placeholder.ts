import { isAlphanumeric, isDigit, isLetter, isLower, isUpper } from '../scan/characters.ts';
import { compileKeywords } from '../scan/keywords.ts';
import { remembering } from './memory.ts';

/** Say "nothing real stands here", whatever stands around them. Lower case. */
const telling =
  'example sample dummy placeholder changeme changeit change-me change_me replaceme replace_me replace-me your_ your- redacted xxxx **** .... ---- ____ insert_ insert- fixme foobar notreal not-real not_real obfuscated goes_here goes-here goeshere deadbeefdead cafebabecafe'
    .split(' ')
    .concat(['change me', 'your ', 'goes here', 'replace with']);

const { classOf, next, width, outputOf } = compileKeywords(telling);

function tells(value: string): boolean {
  let state = 0;
  for (let i = 0; i < value.length; i++) {
    state = next[state * width + classOf[value.charCodeAt(i)]!]!;
    if (outputOf[state] !== 0) return true;
  }
  return false;
}

/** A value made of nothing but these, numbers and punctuation is a placeholder: `my-secret`, `testPassword1`, `invalid_token`. */
const vocabulary = new Set(
  `a abc abcd abcdef access account acme add after alg alice all an any api apikey app application array asdf as at auth authorization b bad bar
  base64 basic baz bearer before blah blank bob bogus bot broken byte bytes c carol change changed chars client code conf config correct cred credential credentials
  crypted current custom d data database db decoded default demo dev dict different email empty en enc encoded encrypted end enter env existing expected expired
  fake false field file first foo for from generated get given good guid has hash hashed hello here hidden hmac http id ignore ignored in incorrect
  input insert invalid is it json jwt key keys label letmein local login long made make me missing mock mqtt my name named new nice nil no none not nothing
  null object of oauth ok okay old on only optional or original other output p param pass passphrase passwd password passwords passwort path placeholder
  plain please post prefix private prod production public put pw pwd quux qux random raw real refresh reject removed replace request required reset response right rt
  same sasl scram second secret secrets server service session set setting short show sign signing silly simple some something special specified stage string strong
  stuff suffix super sys system t temp temporary test tested tester testing tests text the this tmp to token tokens top true trust store txt type u undefined unknown
  unset updated url use user username uuid valid validate value values var variable very weak with world wrong x xxx xyz y yes you your yyy z zzz
  aes ascii ecdsa ed es gbk hex hs html https iso latin md openssh pem pkcs ps rs rsa sha ssh utf xml`.split(/\s+/),
);
/** Placeholders too, but only alone: with digits behind them they are somebody's weak password. */
const defaults = new Set(
  'admin root guest user welcome error function object string number boolean changed'.split(' '),
);
/** The shortest words of which words written together are taken apart: `mysecretpassword`. */
const shortestPart = 2;
/** Digits that a placeholder of words may hold. */
const mostDigits = 12;
/** The longest value that is looked at word by word; what is longer is no stand-in for anything. */
const longestOfWords = 512;
/** The longest piece that is taken apart. */
const longestPiece = 40;
/** By the first unit of a word, which lengths words have: bit n for n characters. Most places in a value begin none. */
const lengthsFrom = new Uint32Array(128);
for (const word of vocabulary) lengthsFrom[word.charCodeAt(0)]! |= 1 << word.length;
const reachable = new Uint8Array(longestPiece + 1);

/**
 * Whether the value stands for one that somebody is to put in, or for none at all: `changeme`, `<password>`, `xxxx`, `my-secret`.
 */
export const isPlaceholder = remembering((value: string): boolean => {
  const lower = value.toLowerCase();
  if (isMonotonous(lower)) return true;
  if (tells(lower)) return true;
  if (defaults.has(lower)) return true;
  if (obeysPolicy(value)) return false;
  if (value.length > longestOfWords) return false;
  let covered = 0;
  let digits = 0;
  const isKnown = everyPiece(value, piece => {
    if (!vocabulary.has(piece) && !isNumbering(piece) && !isMadeOfWords(piece)) return false;
    covered += piece.length;
    if (isDigit(piece.charCodeAt(0))) digits += piece.length;
    return true;
  });
  if (!isKnown) return false;
  // Mostly punctuation is no placeholder, and neither are many digits that words happen to stand between.
  return covered * 2 >= value.length && digits <= mostDigits;
});

/** `Pass123!@#`: words made to pass a policy for passwords, with a capital, a digit and a mark that no name holds, are somebody's password. */
const obeysPolicy = (value: string): boolean =>
  value.length >= 8 &&
  value.length <= 24 &&
  /[!@#$%^&*?]/.test(value) &&
  /^[\w!@#$%^&*?.-]+$/.test(value) &&
  /\d/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value);

/** Crossed out or counted through: `xxxxxx`, `0000`, `abababab`, `12345678`, `abcdef`, `00:00:00`. */
export function isMonotonous(value: string): boolean {
  let count = 0;
  let regular = 0;
  let previous = -9;
  // Of the different characters only this matters: one, two, or more.
  let first = -1;
  let second = -1;
  let distinct = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (!isAlphanumeric(unit)) continue;
    count++;
    if (unit !== first && unit !== second && distinct < 3) {
      if (distinct === 0) first = unit;
      else if (distinct === 1) second = unit;
      distinct++;
    }
    const step = unit - previous;
    if (step === 0 || step === 1 || step === -1 || (unit === 48 && previous === 57)) regular++;
    previous = unit;
  }
  if (count === 0) return true;
  if ((count >= 3 && distinct === 1) || (count >= 6 && distinct === 2)) return true;
  const breaks = count - 1 - regular;
  return count >= 4 && (breaks <= Math.min(2, count / 5) || (count <= 24 && breaks <= (count - 1) * 0.15));
}

/** Numbers that only count: up to four digits, or digits in order. */
function isNumbering(piece: string): boolean {
  for (let i = 0; i < piece.length; i++) if (!isDigit(piece.charCodeAt(i))) return false;
  return piece.length <= 4 || isMonotonous(piece);
}

/** Words of the vocabulary written together. */
function isMadeOfWords(piece: string): boolean {
  if (piece.length > longestPiece || !isLetter(piece.charCodeAt(0))) return false;
  reachable.fill(0, 0, piece.length + 1);
  reachable[0] = 1;
  for (let from = 0; from < piece.length; from++) {
    const unit = piece.charCodeAt(from);
    if (reachable[from] === 0 || unit > 127) continue;
    const lengths = lengthsFrom[unit]! >>> shortestPart;
    for (let left = lengths, to = from + shortestPart; left !== 0 && to <= piece.length; left >>>= 1, to++) {
      if ((left & 1) === 1 && vocabulary.has(piece.slice(from, to))) reachable[to] = 1;
    }
  }
  return reachable[piece.length] === 1;
}

/** The words and numbers of a value, lower case: split at humps, digits and everything else. */
export function piecesOf(value: string): string[] {
  const pieces: string[] = [];
  everyPiece(value, piece => pieces.push(piece) > 0);
  return pieces;
}

/** Whether something holds for every piece; the first for which it does not ends the walk. */
function everyPiece(value: string, holds: (piece: string) => boolean): boolean {
  let start = 0;
  for (let i = 0; i <= value.length; i++) {
    const unit = value.charCodeAt(i);
    const before = value.charCodeAt(i - 1);
    const edge =
      i === value.length ||
      !isAlphanumeric(unit) ||
      (i > start && isDigit(unit) !== isDigit(before)) ||
      (i > start && isUpper(unit) && isLower(before)) ||
      (i > start && isUpper(unit) && isLower(value.charCodeAt(i + 1)) && isLetter(before));
    if (!edge) continue;
    if (i > start && !holds(value.slice(start, i).toLowerCase())) return false;
    start = i < value.length && isAlphanumeric(unit) ? i : i + 1;
  }
  return true;
}
