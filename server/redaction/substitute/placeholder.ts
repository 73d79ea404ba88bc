/**
 * The value that stands in for a secret: same length, same characters by class, same prefix, and the same for the same value wherever
 * the tenant's key is. Derived by HMAC-SHA-256 in counter mode, so it tells nothing about the value to anyone without the key and
 * cannot be decrypted with it.
 */
import { bitsOfSlot, pick, slotsOf } from './alphabets.ts';
import type { KeyedDigest } from './keyed-digest.ts';

export interface Placeholder {
  text: string;
  /** A mask may stand for several values and is never restored. */
  isMask: boolean;
}

export interface PlaceholderOptions {
  /** Under the tenant's key. */
  digest: KeyedDigest;
  /** Characters at the start that stay. */
  keep: number;
  isNumber: boolean;
  /** Whether a candidate may not be used: alive, equal to the value, or standing in the text of the request. */
  refuse: (candidate: string) => boolean;
}

/** Fewer alternatives than this and a placeholder would tell too much: 2³². */
const fewestAlternativesBits = 32;
/** Candidates tried. A checksum refuses one in ten; sixteen in a row means that the refusal is not by chance. */
const maxTries = 64;
/** Words of configuration languages that a bare placeholder must not become. */
const reserved = new Set(['true', 'false', 'null', 'none', 'nil', 'yes', 'no', 'on', 'off']);

export function placeholderFor(value: string, options: PlaceholderOptions): Placeholder {
  const slots = slotsOf(value, options.keep, options.isNumber);
  let bits = 0;
  for (const slot of slots) bits += bitsOfSlot(slot);
  if (bits < fewestAlternativesBits) return { text: maskOf(value, slots), isMask: true };
  for (let attempt = 0; attempt < maxTries; attempt++) {
    const random = stream(options.digest, value, attempt);
    let text = '';
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      text += slot === null ? value[i]! : pick(slot, random());
    }
    if (text !== value && !reserved.has(text.toLowerCase()) && !options.refuse(text)) return { text, isMask: false };
  }
  return { text: maskOf(value, slots), isMask: true };
}

/** `x`, `X` and `9`, or where that would be the value itself, `z`, `Z` and `8`. */
export function maskOf(value: string, slots: ReturnType<typeof slotsOf>): string {
  const mask = fill(value, slots, 'x', '9');
  return mask === value ? fill(value, slots, 'z', '8') : mask;
}

function fill(value: string, slots: ReturnType<typeof slotsOf>, letter: string, digit: string): string {
  return slots
    .map((slot, i) => {
      if (slot === null) return value[i]!;
      if (typeof slot !== 'string') return String.fromCharCode(slot[0]);
      if (/[0-9]/.test(slot)) return slot.includes(digit) ? digit : slot[0]!;
      const character = slot.includes('z') || slot.includes('Z') ? letter : 'f';
      return slot === slot.toLowerCase() ? character : character.toUpperCase();
    })
    .join('');
}

/** Sixteen random bits at a time, for as long as they are asked for. */
function stream(digest: KeyedDigest, value: string, attempt: number): () => number {
  let block = 0;
  let bytes = '';
  let at = 0;
  return () => {
    if (at + 2 > bytes.length) {
      bytes = digest(`placeholder\0${attempt}\0${block++}\0`, value);
      at = 0;
    }
    at += 2;
    return (bytes.charCodeAt(at - 2) << 8) | bytes.charCodeAt(at - 1);
  };
}
