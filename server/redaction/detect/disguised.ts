/**
 * Text in which letters and digits are written as something else (`\u0041`, `\x41`, `%41`, `&#x41;`) or parted by characters that nobody sees:
 * read once more as it is meant, and what is found there is found here.
 */
import { isAlphanumeric } from '../scan/characters.ts';
import type { Hit } from '../scan/hit.ts';
import type { View } from '../scan/view.ts';

/** Soft hyphen, zero-width characters, marks of direction, word joiner, byte order mark. */
const unseen = ['\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u202e', '\u2060', '\ufeff'];
const escapes = ['\\u00', '\\x', '%3', '%4', '%5', '%6', '%7', '&#'];

/** Digits as wide as Chinese characters. */
const wideZero = 0xff10;
const wideDigits = Array.from({ length: 10 }, (_, digit) => String.fromCharCode(wideZero + digit));

export const disguises: readonly string[] = [...unseen, ...escapes, ...wideDigits];

const unseenUnits = new Set(unseen.map(character => character.charCodeAt(0)));
const escapedCharacter = /(?:\\u00|\\x|%|&#x)([3-7][0-9a-f])(;?)|&#(\d{2,3});/iy;

/** Characters before and behind a disguise that are read once more, within its line. */
const before = 256;
const behind = 2048;

/**
 * Called where something of `disguises` stands.
 * @param scan looks through the text as it is meant.
 */
export function detectDisguised(view: View, start: number, scan: (view: View) => Hit[]): void {
  if (view.isNested || start < view.disguisedEnd) return;
  const { text } = view;
  if (meantAt(text, start) === null) return;
  const from = Math.max(view.disguisedEnd, view.lineStart(start, before));
  const to = view.lineEnd(start, behind);
  view.disguisedEnd = to;
  view.spend(to - from);
  const places: number[] = [];
  let plain = '';
  for (let at = from; at < to; ) {
    const meant = meantAt(text, at);
    const character = meant === null ? text[at]! : meant.character;
    if (character !== '') places.push(at);
    plain += character;
    at += meant === null ? 1 : meant.length;
  }
  places.push(to);
  for (const hit of scan(view.nested(plain, view.profile))) {
    const first = places[hit.start]!;
    const last = places[hit.end - 1]!;
    const end = last + (meantAt(text, last)?.length ?? 1);
    const { rule, class: kind, confidence } = hit;
    view.add({
      rule,
      class: kind,
      start: first,
      end,
      confidence,
      keep: end - first === hit.end - hit.start ? hit.keep : 0,
    });
  }
}

/** What stands for a letter or a digit at `at`, or for nothing at all; null: what stands there is what is meant. */
function meantAt(text: string, at: number): { character: string; length: number } | null {
  const unit = text.charCodeAt(at);
  if (unseenUnits.has(unit)) return { character: '', length: 1 };
  if (unit >= wideZero && unit < wideZero + 10)
    return { character: String.fromCharCode(unit - wideZero + 48), length: 1 };
  if (unit !== 92 && unit !== 37 && unit !== 38) return null;
  escapedCharacter.lastIndex = at;
  const match = escapedCharacter.exec(text);
  if (match === null) return null;
  const code = match[3] === undefined ? Number.parseInt(match[1]!, 16) : Number(match[3]);
  if (!isAlphanumeric(code) || code > 127) return null;
  // Only an entity takes its semicolon along.
  const length = unit === 38 ? match[0].length : match[0].length - (match[2]?.length ?? 0);
  return unit === 38 && !match[0].endsWith(';') ? null : { character: String.fromCharCode(code), length };
}
