import type { Candidate, Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { hasWords, isBlank } from '../text.ts';

const closers = ')]}';

/** Characters of the line after the cursor in which an overlap is looked for: lines of minified files have no end. */
const longestOverlap = 1000;

/** Cuts off what the answer repeats of the line after the cursor. Closers alone are the next filter's question. */
export const trimSuffixOverlap: Filter = (candidate, { situation }) => {
  const after = situation.after.trimEnd();
  if (isBlank(after)) return candidate;
  const newline = candidate.text.indexOf('\n');
  const line = newline < 0 ? candidate.text : candidate.text.slice(0, newline);
  const outside = new Set(
    scan(line, situation.pack.lexical, { mode: situation.mode, outer: situation.open }).unmatched.map(one => one.index),
  );

  const inText = situation.mode.kind !== 'code';
  /** Unless the document has it already, and lacks the bracket: `x = █)`. */
  const leavesFewerStrays = (index: number): boolean =>
    !inText && strays('', situation) > 0 && strays(line.slice(0, index), situation) < strays(line, situation);
  /** A closer that belongs to a bracket of the answer's own repeats nothing. */
  const mayCutAt = (index: number): boolean =>
    inText || !closers.includes(line[index]!) || outside.has(index) || leavesFewerStrays(index);

  if (inText && line.trimEnd().endsWith(after)) return cut(candidate, line.trimEnd().length - after.length);

  const whole = wholeOverlap(line, after.trimStart());
  if (whole >= 0 && mayCutAt(whole)) return cut(candidate, whole);
  const tail = tailOverlap(line, after, mayCutAt, leavesFewerStrays);
  return tail >= 0 ? cut(candidate, tail) : candidate;
};

/** Where the rest of the line stands in the answer as a whole. */
function wholeOverlap(line: string, after: string): number {
  if (!hasWords(after) && after.length < 3) return -1;
  return line.indexOf(after);
}

/** Where the answer's end is the beginning of the rest of the line, with or without the closers that come first there. */
function tailOverlap(
  line: string,
  after: string,
  mayCutAt: (index: number) => boolean,
  leavesFewerStrays: (index: number) => boolean,
): number {
  const starts = new Set([0, after.length - after.trimStart().length, afterClosers(after)]);
  for (const start of starts) {
    const rest = after.slice(start);
    for (let length = Math.min(rest.length, line.length, longestOverlap); length > 0; length--) {
      const piece = rest.slice(0, length);
      if (!line.endsWith(piece)) continue;
      // What ends the statement around a block ends none in it.
      if (after.slice(0, start).includes('}') && /^[;,]\s*$/.test(piece)) continue;
      const index = line.length - length;
      if (!isTelling(piece, length === rest.length) && !leavesFewerStrays(index)) continue;
      if (mayCutAt(index) && !splitsWord(line, index)) return index;
    }
  }
  return -1;
}

/** Brackets of the line that lack their partner, were the text to stand at the cursor. */
function strays(text: string, { pack, mode, open, after }: Situation): number {
  const scanned = scan(text + after.slice(0, longestOverlap), pack.lexical, { mode, outer: open });
  return scanned.open.length + scanned.unmatched.filter(closer => !closer.block).length;
}

function afterClosers(after: string): number {
  return /^[\s)\]}]*/.exec(after)![0].length;
}

function isTelling(piece: string, whole: boolean): boolean {
  if (isBlank(piece) || /^[\s)\]}>'"`]*$/.test(piece)) return false;
  return whole || hasWords(piece) || piece.trim().length > 1;
}

function splitsWord(line: string, index: number): boolean {
  return /[\p{L}\p{N}_]/u.test(line[index] ?? '') && /[\p{L}\p{N}_]/u.test(line[index - 1] ?? '');
}

function cut(candidate: Candidate, index: number): Candidate {
  return { ...candidate, text: candidate.text.slice(0, index) };
}
