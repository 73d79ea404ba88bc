import { isAlphanumeric, isDigit, isLetter, isLower, isUpper } from '../scan/characters.ts';

/** Words that say "nothing real stands here", whatever stands around them. */
const telling = [
  'example',
  'sample',
  'dummy',
  'placeholder',
  'changeme',
  'changeit',
  'change-me',
  'change_me',
  'change me',
  'replaceme',
  'replace_me',
  'replace-me',
  'your_',
  'your-',
  'yours',
  'your ',
  'redacted',
  'xxxx',
  '****',
  '....',
  '----',
  '____',
  'insert_',
  'insert-',
  'todo',
  'fixme',
  'foobar',
  'notreal',
  'not-real',
  'not_real',
  'obfuscated',
  'goes_here',
  'goes-here',
  'goeshere',
  'goes here',
  'my_secret_here',
];

/** Words of which placeholders consist: a value made of nothing else is one. */
const vocabulary = new Set(
  `a abc acme access account add admin administrator alice an api apikey app application auth bar basic baz bearer blah bob bogus
  bot broken carol change client cred credential credentials custom db default demo dev empty enter env existing expected fake false
  first foo for from generated given guest here hidden id ignored in incorrect input insert invalid is it jwt key keys local login long
  me mock my name new nil no none not nothing null of old on or other pass passphrase passwd password passwords placeholder plain please
  private prod production public put pw pwd qux random real refresh removed replace root same second secret secrets server set short
  sign signing some something specified string super the this to token tokens true type undefined unset unknown user username valid
  value wrong x y you your z`.split(/\s+/),
);

/**
 * Whether the value stands for one that somebody is to put in, or for none at all: `changeme`, `<password>`, `xxxx`, `my-secret`.
 */
export function isPlaceholder(value: string): boolean {
  const lower = value.toLowerCase();
  if (isMonotonous(lower)) return true;
  for (const word of telling) if (lower.includes(word)) return true;
  return piecesOf(value).every(piece => vocabulary.has(piece) || isNumbering(piece));
}

/** `xxxxxx`, `0000`, `abababab`, `12345678`, `abcdef`, `00:00:00`. */
function isMonotonous(value: string): boolean {
  let letters = 0;
  let same = 0;
  let steps = 0;
  let previous = -9;
  const distinct = new Set<number>();
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (!isAlphanumeric(unit)) continue;
    letters++;
    distinct.add(unit);
    if (unit === previous) same++;
    if (unit === previous + 1 || (unit === 48 && previous === 57)) steps++;
    previous = unit;
  }
  if (letters === 0) return true;
  if (letters >= 3 && distinct.size === 1) return true;
  if (letters >= 6 && distinct.size === 2) return true;
  const breaks = letters - 1 - same - steps;
  return letters >= 4 && (breaks <= Math.min(2, letters / 5) || (letters <= 24 && breaks <= (letters - 1) * 0.15));
}

const isNumbering = (piece: string): boolean => {
  if (piece.length > 4 && !'123456789012345678901234567890'.includes(piece)) return false;
  for (let i = 0; i < piece.length; i++) if (!isDigit(piece.charCodeAt(i))) return false;
  return true;
};

/** The words and numbers of a value, lower case: split at humps, digits and everything else. */
export function piecesOf(value: string): string[] {
  const pieces: string[] = [];
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
    if (i > start) pieces.push(value.slice(start, i).toLowerCase());
    start = i < value.length && isAlphanumeric(unit) ? i : i + 1;
  }
  return pieces;
}
