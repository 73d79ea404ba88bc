/** A value with the place where it stands: what links it to its name. */
import { asciiSet, isQuote, isSpace } from '../scan/characters.ts';
import { type Literal, quoteAt } from './literal.ts';

export type PlaceKind =
  /** `name = value`, `name: value`, also with a type between, and comparisons. */
  | 'assignment'
  /** `set(name, value)`, `<add key=name value=…>`. */
  | 'pair'
  /** `setName(value)`. */
  | 'call'
  /** `<name>value</name>`. */
  | 'element'
  /** `--name value`, `name value`. */
  | 'spaced';

export interface Place extends Literal {
  kind: PlaceKind;
  operator: string;
  /** No other literal stands in the same argument list. */
  isOnly: boolean;
  /** The name says that the value is a passphrase, of several words. */
  isPassphrase?: boolean;
  /** A further piece of the literal before it. */
  continues?: boolean;
}

/** How far the value may stand from its name, in characters. */
export const reach = 96;

const prefixUnits = asciiSet('bBrRuUnNlLfF@$q&');

/** The quote of a literal at `at` (or the escape before it), behind a prefix such as `b`, `N`, `L`, `@`, `$`; -1 if there is none. */
export function literalAt(text: string, at: number): number {
  if (quoteAt(text, at) !== null) return at;
  for (let count = 1; count <= 2; count++) {
    if (prefixUnits[text.charCodeAt(at + count - 1)] !== 1) return -1;
    if (isQuote(text.charCodeAt(at + count))) return at + count;
  }
  return -1;
}

/** A literal with its place (written out: this is the busiest line of the scanner). */
export const placed = (literal: Literal, kind: PlaceKind, operator: string): Place => ({
  start: literal.start,
  end: literal.end,
  quoted: literal.quoted,
  open: literal.open,
  kind,
  operator,
  isOnly: true,
});

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}
