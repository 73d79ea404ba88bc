import type { ClassName } from './classes.ts';

/** Which checksum a value must satisfy to be a live one. */
export type CheckName =
  | 'luhn-card'
  | 'iban'
  | 'resident-id'
  | 'credit-code'
  | 'aba'
  | 'ssn'
  | 'crc32-base62'
  | 'jwt'
  | 'bic';

/**
 * A token known by its form. One file holds one family of them. `matches` and `leaves` are the evidence: without both, the
 * rule is refused. In examples `{value}` stands for a value made from the pattern by a fixed generator, so that no file of ours holds
 * anything that looks alive.
 */
export interface TokenRule {
  id: string;
  class: ClassName;
  /** See `scan/pattern.ts`; `( … )` marks the value if it is not the whole. */
  pattern: string;
  ignoreCase?: boolean;
  check?: CheckName;
  /** One of these must stand on the line before the value or on the line above; lower case. */
  near?: readonly string[];
  /** How the placeholder begins like the value, in characters; default: the pattern's literal head. */
  keep?: number;
  /** May be preceded or followed by letters and digits. Default: it stands alone. */
  inside?: boolean;
  /** The value need not look random (it has a form that nothing else has). Default: it must. */
  exact?: boolean;
  /** 0 … 1. */
  confidence: number;
  matches: readonly string[];
  leaves: readonly string[];
}
