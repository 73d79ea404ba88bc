/**
 * Patterns with stars, read in one pass: all the places that a text may have reached in the pattern are followed at once, so that no
 * text, whoever has thought it up, takes longer than its length times the pattern's. (Regular expressions of this kind go back
 * again and again: `*a*a*a*b` holds one up for minutes.)
 */

type Fits = (character: string) => boolean;

export type Token =
  /** One character. */
  | { kind: 'one'; fits: Fits }
  /** Any number of them. */
  | { kind: 'many'; fits: Fits }
  /** Any number of whole steps of a path, each with its slash. */
  | { kind: 'folders' };

const isNoSlash: Fits = character => character !== '/';
const isAny: Fits = () => true;

export const anyInStep: Token = { kind: 'one', fits: isNoSlash };
export const manyInStep: Token = { kind: 'many', fits: isNoSlash };
export const many: Token = { kind: 'many', fits: isAny };
export const folders: Token = { kind: 'folders' };

export function literal(text: string): Token[] {
  return [...text].map(fold).map(character => ({ kind: 'one', fits: other => other === character }));
}

/** Upper and lower case as one; never more than one character for one. */
export function fold(character: string): string {
  const upper = character.toUpperCase();
  const lower = ([...upper].length === 1 ? upper : character).toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

/** @param within whether what the pattern names takes along everything below it. */
export function globMatcher(tokens: readonly Token[], within: boolean): (text: string) => boolean {
  const end = tokens.length;
  return text => {
    let places = new Set<number>();
    /** Folders in which the text is on its way to the end of a step. */
    const inside = new Set<number>();
    const reach = (place: number, reached: Set<number>) => {
      if (reached.has(place)) return;
      reached.add(place);
      const token = tokens[place];
      if (token === undefined || token.kind === 'one') return;
      if (token.kind === 'folders') inside.add(place);
      reach(place + 1, reached);
    };
    reach(0, places);
    for (const given of text) {
      if (within && given === '/' && places.has(end)) return true;
      const character = fold(given);
      const next = new Set<number>();
      for (const place of places) {
        const token = tokens[place];
        if (token === undefined || token.kind === 'folders' || !token.fits(character)) continue;
        reach(token.kind === 'one' ? place + 1 : place, next);
      }
      if (character === '/') for (const place of inside) reach(place + 1, next);
      if (next.size === 0 && inside.size === 0) return false;
      places = next;
    }
    return places.has(end);
  };
}
