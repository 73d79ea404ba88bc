import type { ClassName } from './classes.ts';

/** A further condition on what a pattern matched. */
export type CheckName =
  /** Decodes to a JSON object. */
  | 'json-base64'
  /** ISO 7064 / national checksums: see `checksum/`. */
  | 'luhn-card'
  | 'iban'
  | 'resident-id'
  | 'credit-code'
  | 'routing-number'
  | 'social-security-number'
  /** CRC-32 in base 62 at the end: raises the confidence to 1 where it holds, and a placeholder must not have it. */
  | 'crc32-base62';

/**
 * A token known by its form. One file holds one family of them. `matches` and `leaves` are the evidence: without both, a rule is
 * refused. Examples are templates, so that no file of ours holds anything that looks alive: `{value}` stands for a value
 * made from the pattern by a fixed generator, `{masked}` for the same with its letters and digits crossed out behind the literal head,
 * `{cut}` for its first half.
 */
export interface TokenRule {
  id: string;
  class: ClassName;
  /** See `scan/pattern.ts`; `( … )` marks the value if it is not the whole. */
  pattern: string;
  ignoreCase?: boolean;
  check?: CheckName;
  /** One of these must stand before the value on its line or on one of the two lines above; lower case. */
  near?: readonly string[];
  /** How many characters the placeholder keeps at its start; default: the literal head of the pattern. */
  keep?: number;
  /** May touch letters and digits on either side. Default: it stands alone. */
  inside?: boolean;
  /**
   * How the value behind the kept characters must look. `random` (the default): neither crossed out nor made of words. `unmasked`: not crossed out.
   * `any`: the form is proof enough.
   */
  look?: 'random' | 'unmasked' | 'any';
  /** 0 … 1. */
  confidence: number;
  matches: readonly string[];
  leaves: readonly string[];
}
