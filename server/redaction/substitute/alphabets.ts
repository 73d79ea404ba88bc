/** Which characters may stand in place of a character, so that the value keeps its form and the code its syntax. */
import { isDigit, isHexDigit, isLower, isUpper } from '../scan/characters.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';

/** Ranges of letters beyond ASCII that are exchanged among themselves: first and last unit. */
const ranges: readonly (readonly [number, number])[] = [
  [0xe0, 0xf6],
  [0xc0, 0xd6],
  [0x430, 0x44f],
  [0x410, 0x42f],
  [0x3b1, 0x3c9],
  [0x391, 0x3a1],
  [0x3041, 0x3093],
  [0x30a1, 0x30f6],
  [0x4e00, 0x9fa5],
  [0xac00, 0xd7a3],
  [0xff10, 0xff19],
  [0xff21, 0xff3a],
  [0xff41, 0xff5a],
];

/** A place in a value: the characters that may stand there, or `null` if it stays. */
export type Slot = string | readonly [number, number] | null;

const log2 = Array.from({ length: 27 }, (_, size) => Math.log2(size));
/** How much may change there, in bits. */
export const bitsOfSlot = (slot: Slot): number =>
  slot === null ? 0 : typeof slot === 'string' ? log2[slot.length]! : Math.log2(slot[1] - slot[0] + 1);
export const pick = (slot: Exclude<Slot, null>, random: number): string =>
  typeof slot === 'string'
    ? slot[random % slot.length]!
    : String.fromCharCode(slot[0] + (random % (slot[1] - slot[0] + 1)));

/**
 * The slots of a value.
 * @param keep characters at the start that stay: the prefix by which the kind of value is known.
 * @param isNumber a bare number in code: letters (`0x`, `L`, `e`) stay, and a leading digit does not become 0.
 */
export function slotsOf(value: string, keep: number, isNumber: boolean): Slot[] {
  const slots: Slot[] = [];
  const hexadecimal = isHexadecimal(value.slice(keep));
  for (let i = 0; i < value.length; i++) {
    if (i < keep) {
      slots.push(null);
      continue;
    }
    const escaped = escapeSlots(value, i);
    if (escaped !== null) {
      slots.push(...escaped);
      i += escaped.length - 1;
      continue;
    }
    const unit = value.charCodeAt(i);
    if (isDigit(unit)) slots.push(isNumber && i === 0 ? (unit === 48 ? null : '123456789') : digits);
    else if (isNumber) slots.push(null);
    else if (isLower(unit)) slots.push(hexadecimal ? 'abcdef' : lower);
    else if (isUpper(unit)) slots.push(hexadecimal ? 'ABCDEF' : upper);
    else slots.push(ranges.find(([from, to]) => unit >= from && unit <= to) ?? null);
  }
  return slots;
}

/** Only hexadecimal letters, and enough of them with digits that this is no accident. */
function isHexadecimal(value: string): boolean {
  let letters = 0;
  let numbers = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (isDigit(unit)) numbers++;
    else if (isHexDigit(unit)) letters++;
    else if (isLower(unit) || isUpper(unit)) return false;
  }
  return numbers > 0 && letters + numbers >= 8;
}

/** Escapes of string literals and of URLs stay escapes of a character: `\n`, `\x41`, `中`, `\101`, `%40`, `&amp;`. */
function escapeSlots(value: string, at: number): Slot[] | null {
  const character = value[at];
  if (character === '%' && isHexDigit(value.charCodeAt(at + 1)) && isHexDigit(value.charCodeAt(at + 2)))
    return [null, null, null];
  if (character === '&') {
    const close = value.indexOf(';', at);
    if (close > at && close - at <= 8 && /^&[#A-Za-z0-9]+$/.test(value.slice(at, close)))
      return Array(close - at + 1).fill(null);
    return null;
  }
  if (character !== '\\') return null;
  const kind = value[at + 1];
  if (kind === 'x' && isHexDigit(value.charCodeAt(at + 2)) && isHexDigit(value.charCodeAt(at + 3))) {
    return [null, null, '4567', '0123456789'];
  }
  if (kind === 'u' && /^[0-9A-Fa-f]{4}$/.test(value.slice(at + 2, at + 6)))
    return [null, null, '56789'.slice(0, 4), digits, digits, digits];
  if (kind !== undefined && isDigit(kind.charCodeAt(0))) {
    let length = 2;
    while (length < 4 && /[0-7]/.test(value[at + length] ?? '-')) length++;
    return [null, ...Array<Slot>(length - 1).fill(null)];
  }
  return kind === undefined ? [null] : [null, null];
}
