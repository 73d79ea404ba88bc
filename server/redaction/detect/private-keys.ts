/**
 * Private keys in PEM, also cut off at either end, inside string literals and with one literal a line; PGP keys likewise. Read line by
 * line: what a line is depends only on itself and on the state before it, so that a window that slides over a key sees the same lines.
 */
import { lookOf } from '../look/look.ts';
import { isAlphanumeric, isLineEnd } from '../scan/characters.ts';
import type { Hit } from '../scan/hit.ts';

/** Where the text before a line stands. */
export type PemState =
  /** In a private key whose beginning was seen. */
  | 'key'
  /** Before an END of a private key whose beginning was cut off: lines of base64 belong to it. */
  | 'headless'
  /** Neither. */
  | 'outside';

const marker = '-----';
/** Characters of base64 that are taken for a part of a key; the last line may be shorter. */
const shortestPart = 16;
/** In the middle of a key, every line has at least so many. */
const shortestLine = 40;
/** Lines this long that are nothing but base64, so many in a row, are the middle of a key whose both ends were cut off. */
const middleLine = { from: 60, to: 80, lines: 3 } as const;

interface Marker {
  at: number;
  end: number;
  isBegin: boolean;
  isPrivate: boolean;
}

/** The first marker at or after `from` and before `to`. */
function nextMarker(text: string, from: number, to: number): Marker | null {
  for (let at = text.indexOf(marker, from); at >= 0 && at < to; at = text.indexOf(marker, at + 1)) {
    const isBegin = text.startsWith('BEGIN ', at + 5);
    if (!isBegin && !text.startsWith('END ', at + 5)) continue;
    const labelFrom = at + (isBegin ? 11 : 9);
    let labelTo = labelFrom;
    while (labelTo - labelFrom < 48 && isLabel(text.charCodeAt(labelTo))) labelTo++;
    const isCut = labelTo === text.length;
    if (!isCut && !text.startsWith(marker, labelTo)) continue;
    return {
      at,
      end: isCut ? labelTo : labelTo + 5,
      isBegin,
      isPrivate: text.slice(labelFrom, labelTo).includes('PRIVATE'),
    };
  }
  return null;
}

const isLabel = (unit: number): boolean => (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 32;

/** The state at the start of a document: what its first marker says of the text before it. */
export function pemStateOf(text: string): PemState {
  const first = nextMarker(text, 0, text.length);
  return first !== null && !first.isBegin && first.isPrivate ? 'headless' : 'outside';
}

/**
 * Finds the keys among the lines from `from` to `to`.
 * @returns a hit for each key, or for the piece of it that lies here, and the state after the last line.
 */
export function privateKeys(text: string, from: number, to: number, state: PemState): { hits: Hit[]; state: PemState } {
  if (state === 'outside' && text.indexOf(marker, from) < 0) return { hits: [], state };
  const hits: Hit[] = [];
  let now = state;
  let key = newKey(state === 'key' ? from : -1);
  const close = (end: number) => {
    if (key.parts.length > 0) {
      const start = key.start >= 0 ? key.start : key.parts[0]![0];
      hits.push({ rule: 'private-key', class: 'private-key', start, end, confidence: 0.99, keep: 0, parts: key.parts });
    }
    key = newKey(-1);
  };
  const lastEnd = () => key.parts[key.parts.length - 1]?.[1] ?? from;
  for (let at = from; at < to; ) {
    const lineEnd = endOfLine(text, at, to);
    let rest = at;
    for (let found = nextMarker(text, at, lineEnd); found !== null; found = nextMarker(text, rest, lineEnd)) {
      if (now !== 'outside') addParts(text, rest, found.at, key.parts, true);
      if (found.isBegin) {
        close(lastEnd());
        now = found.isPrivate ? 'key' : 'outside';
        if (found.isPrivate) key = newKey(found.at);
      } else {
        if (found.isPrivate && now !== 'outside') close(found.end);
        key = newKey(-1);
        now = 'outside';
      }
      rest = found.end;
    }
    if (now === 'key') {
      const isKey = addParts(text, rest, lineEnd, key.parts, rest > at);
      if (!isKey) {
        close(lastEnd());
        now = 'outside';
      }
    } else if (now === 'headless' && !addParts(text, rest, lineEnd, key.parts, false)) close(lastEnd());
    at = lineEnd + 1;
  }
  if (key.parts.length > 0) close(now === 'key' ? Math.max(lastEnd(), Math.min(to, text.length)) : lastEnd());
  return { hits, state: now };
}

interface Key {
  /** Where its BEGIN stands, or -1. */
  start: number;
  parts: [number, number][];
}

const newKey = (start: number): Key => ({ start, parts: [] });

/** Headers inside a key: `Proc-Type: 4,ENCRYPTED`, `DEK-Info: …`, `Version: …`. */
const header = /^[\s"'+*#/>|]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID)\s*:/;
/** What may stand beside base64 on a line of a key: quotes, operators of concatenation, comment marks, escapes. */
const beside = new Set([...' \t"\'`+,;*#>|\\()&'].map(character => character.charCodeAt(0)));

/**
 * Adds the runs of base64 of a line.
 * @param isPartial the line holds a marker too, so other things may stand on it.
 * @returns false if the line cannot belong to a key; then nothing is added.
 */
function addParts(text: string, from: number, to: number, parts: [number, number][], isPartial: boolean): boolean {
  if (header.test(text.slice(from, Math.min(to, from + 80)))) return true;
  const found: [number, number][] = [];
  let strange = 0;
  for (let i = from; i < to; ) {
    const unit = text.charCodeAt(i);
    if (unit === 92 && /[nrt]/.test(text[i + 1] ?? '-')) {
      i += 2;
      continue;
    }
    if (!isBase64(unit)) {
      if (!beside.has(unit)) strange++;
      i++;
      continue;
    }
    const start = i;
    while (i < to && isBase64(text.charCodeAt(i))) i++;
    if (i - start >= shortestPart) found.push([start, i]);
    else if (/^[+/=]+$/.test(text.slice(start, i))) continue;
    else if (!isPartial && isAlone(text, from, to, i - start)) found.push([start, i]);
    else strange++;
  }
  const isProse = ([start, end]: [number, number]) =>
    end - start < shortestLine && end - start >= shortestPart && lookOf(text.slice(start, end)).wordiness > 0.6;
  if (!isPartial && (strange > 0 || found.some(isProse))) return false;
  parts.push(...found.filter(part => !isProse(part)));
  return true;
}

/** A short run is all that stands on its line, but for what may stand beside it: the last line of a key. */
function isAlone(text: string, from: number, to: number, length: number): boolean {
  let others = 0;
  for (let i = from; i < to; i++) if (isBase64(text.charCodeAt(i)) && ++others > length + 2) return false;
  return length >= 4;
}

/** Alone in a snippet, a line so long is taken for one of a key. */
const shortestLoneLine = 24;

/**
 * Keys of which neither end is in the text: runs of lines that are nothing but base64, all of the length that PEM has. For texts
 * without any marker of a key.
 * @param isSnippet the text is a piece that somebody chose from a file, which may be one line of a key, and its last one.
 */
export function keyMiddles(text: string, isSnippet: boolean): Hit[] {
  const hits: Hit[] = [];
  let parts: [number, number][] = [];
  let touchesEdge = false;
  const flush = () => {
    // The window may have cut off all but one line of it.
    const least = isSnippet || touchesEdge ? 1 : middleLine.lines;
    if (parts.length >= least) {
      const start = parts[0]![0];
      const end = parts[parts.length - 1]![1];
      hits.push({ rule: 'private-key', class: 'private-key', start, end, confidence: 0.7, keep: 0, parts });
    }
    parts = [];
    touchesEdge = false;
  };
  const shortest = isSnippet ? shortestLoneLine : middleLine.from;
  for (let at = 0; at < text.length; ) {
    let lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) lineEnd = text.length;
    const length = lineEnd - at;
    const part = length >= shortest && length <= middleLine.to + 40 ? keyLine(text, at, lineEnd, shortest) : null;
    if (part === null) flush();
    else {
      parts.push(part);
      if (at === 0 || lineEnd >= text.length - 1) touchesEdge = true;
    }
    at = lineEnd + 1;
  }
  flush();
  return hits;
}

/** The base64 of a line that holds nothing else, where it looks like a key's. */
function keyLine(text: string, from: number, to: number, shortest: number): [number, number] | null {
  let start = from;
  while (start < to && !isBase64(text.charCodeAt(start))) start++;
  let end = start;
  while (end < to && isBase64(text.charCodeAt(end))) end++;
  const size = end - start;
  if (size < shortest || size > middleLine.to || to - from - size >= 24) return null;
  const line = text.slice(start, end);
  if (/^(?:[0-9a-f]+|[0-9A-F]+|[A-Z]+|[a-z]+|(.)\1+)$/.test(line)) return null;
  const look = lookOf(line);
  if (look.wordiness >= 0.5) return null;
  // A short line needs more to be told from a name.
  if (
    size < middleLine.from &&
    (to - from !== size || look.digits < 3 || look.upper < 3 || look.lower < 3 || look.changes < 8)
  )
    return null;
  return [start, end];
}

function endOfLine(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

const isBase64 = (unit: number): boolean => isAlphanumeric(unit) || unit === 43 || unit === 47 || unit === 61;
