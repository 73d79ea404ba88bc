import { type Copy, cobolStructure } from './structure.ts';

/** Lines before and behind `REPLACING` that may belong to its `COPY`. */
const linesBefore = 3;
const linesAfter = 30;
/** Copybooks that are brought in with words replaced: more are not looked at. */
const mostNames = 50;

/**
 * How a program brings its copybooks in: what makes a copybook's text of it, by the copybook's name in lower case. Where a
 * program brings one in several times, the nearest above the cursor says how, else the first below.
 */
export function broughtIn(lines: readonly string[], cursorLine: number): Map<string, (text: string) => string> {
  const nearest = new Map<string, number>();
  lines.forEach((line, at) => {
    if (!/\bREPLACING\b/i.test(line)) return;
    const from = copyLine(lines, at);
    const name = /\bCOPY\s+['"]?([A-Za-z0-9][\w-]*)/i.exec(lines[from] ?? '')?.[1]?.toLowerCase();
    if (name === undefined) return;
    const known = nearest.get(name);
    if (known === undefined ? nearest.size < mostNames : from <= cursorLine) nearest.set(name, from);
  });
  const found = new Map<string, (text: string) => string>();
  for (const [name, from] of nearest) {
    const snippet = lines.slice(from, from + linesAfter).join('\n');
    const [copy] = cobolStructure(' '.repeat(11) + snippet.slice(snippet.search(/\bCOPY\s/i))).copies;
    const pairs = copy?.replacing.filter(([word]) => word !== '') ?? [];
    if (pairs.length > 0) found.set(name, text => replaced(text, pairs));
  }
  return found;
}

/** The line of the `COPY` that a `REPLACING` belongs to. */
function copyLine(lines: readonly string[], at: number): number {
  for (let line = at; line >= Math.max(0, at - linesBefore); line--) if (/\bCOPY\s/i.test(lines[line]!)) return line;
  return -1;
}

/** One pass over the text: what one pair has put in, no other replaces. */
export function replaced(text: string, pairs: Copy['replacing']): string {
  const expressions = pairs.map(([from, , where]) => `(${expressionOf(from, where)})`);
  return text.replace(new RegExp(expressions.join('|'), 'gi'), (...match: string[]) => {
    const pair = pairs.findIndex((_, at) => match[at + 1] !== undefined);
    return pairs[pair]![1];
  });
}

/** A word is replaced where it stands alone, or as a word's beginning or end; `:TAG:` and `(TAG)` also within words. */
function expressionOf(from: string, where: 'leading' | 'trailing' | undefined): string {
  const literal = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!/^[A-Za-z0-9-]+$/.test(from)) return literal;
  const before = where === 'trailing' ? '' : '(?<![A-Za-z0-9-])';
  const after = where === 'leading' ? '' : '(?![A-Za-z0-9-])';
  return before + literal + after;
}
