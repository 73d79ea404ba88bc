import { type Copy, cobolStructure } from './structure.ts';

/** Lines before and behind `REPLACING` that may belong to its `COPY`. */
const linesBefore = 3;
const linesAfter = 30;

/**
 * How a program brings its copybooks in: what makes a copybook's text of it, by the copybook's name in lower case. Where a
 * program brings one in several times, the nearest above the cursor says how, else the first below.
 */
export function broughtIn(lines: readonly string[], cursorLine: number): Map<string, (text: string) => string> {
  const found = new Map<string, (text: string) => string>();
  const nearest = new Map<string, number>();
  lines.forEach((line, at) => {
    if (!/\bREPLACING\b/i.test(line)) return;
    const copy = copyAround(lines, at);
    const pairs = copy?.replacing.filter(([from]) => from !== '') ?? [];
    if (!copy || pairs.length === 0) return;
    const name = copy.name.toLowerCase();
    const known = nearest.get(name);
    if (known !== undefined && (at > cursorLine || known > at)) return;
    nearest.set(name, at);
    found.set(name, text => replaced(text, pairs));
  });
  return found;
}

function copyAround(lines: readonly string[], at: number): Copy | undefined {
  const isCopy = (line: string | undefined): boolean => /\bCOPY\s/i.test(line ?? '');
  let from = at;
  while (from > Math.max(0, at - linesBefore) && !isCopy(lines[from])) from--;
  const snippet = lines.slice(from, at + linesAfter).join('\n');
  const start = snippet.search(/\bCOPY\s/i);
  return start < 0 ? undefined : cobolStructure(`${' '.repeat(11)}${snippet.slice(start)}`).copies[0];
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
