/** Private keys in PEM, also cut off at either end, inside string literals and with one literal a line; PuTTY and PGP keys likewise. */
import { isAlphanumeric, isLineEnd, isSpace } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';

const marker = '-----';
/** Characters of base64 that a line of a key has at least, unless it is the last. */
const minLine = 16;
/** Lines this long and longer that are nothing but base64, so many in a row, are taken for the middle of a key whose ends were cut off. */
const middleLine = 60;
const middleLines = 3;

/** Whether the text before the first marker belongs to a private key, judged by the whole document. */
export type PemState = 'private' | 'public' | 'unknown';

interface Marker {
  at: number;
  end: number;
  isBegin: boolean;
  isPrivate: boolean;
}

/** The marker at or after `from`. */
function nextMarker(text: string, from: number): Marker | null {
  for (let at = text.indexOf(marker, from); at >= 0; at = text.indexOf(marker, at + 1)) {
    const isBegin = text.startsWith('BEGIN ', at + 5);
    if (!isBegin && !text.startsWith('END ', at + 5)) continue;
    const labelFrom = at + (isBegin ? 11 : 9);
    let labelTo = labelFrom;
    while (labelTo - labelFrom < 48 && /[A-Z0-9 ]/.test(text[labelTo] ?? '-')) labelTo++;
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

/** The state at the start of a document: what its first marker says of the text before it. */
export function pemStateOf(text: string): PemState {
  const first = nextMarker(text, 0);
  if (first === null || first.isBegin) return first === null ? 'unknown' : 'public';
  return first.isPrivate ? 'private' : 'public';
}

/**
 * Adds a hit for each line of each private key.
 * @param state of the text before the first marker.
 * @returns the state at the end of the text.
 */
export function detectPrivateKeys(view: View, state: PemState): PemState {
  const { text } = view;
  let from = 0;
  let inside = state;
  for (let next = nextMarker(text, 0); next !== null; next = nextMarker(text, next.end)) {
    if (inside === 'private') body(view, from, next.at);
    inside = next.isBegin && next.isPrivate ? 'private' : 'public';
    from = next.end;
  }
  if (inside === 'private') return body(view, from, text.length) ? 'private' : 'public';
  if (inside === 'unknown') middle(view);
  return inside;
}

/** Lines of a key's header: `Proc-Type: 4,ENCRYPTED`, `DEK-Info: …`, `Version: …`. */
const header = /^[\s"'+*#/>|]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID)\s*:/;

/** @returns whether the key still goes on at the end. */
function body(view: View, from: number, to: number): boolean {
  const { text } = view;
  let at = from;
  while (at < to) {
    const lineEnd = endOfLine(text, at, to);
    let found = false;
    if (!header.test(text.slice(at, Math.min(lineEnd, at + 80)))) {
      for (let i = at; i < lineEnd; ) {
        if (!isBase64(text.charCodeAt(i))) {
          // `\n` and `\\n` between the pieces of one literal
          if (text.charCodeAt(i) === 92 && 'nrt'.includes(text[i + 1] ?? '-')) i++;
          i++;
          continue;
        }
        const start = i;
        while (i < lineEnd && isBase64(text.charCodeAt(i))) i++;
        const length = i - start;
        if (length < minLine && text.charCodeAt(i - 1) !== 61 && !isAlone(text, at, lineEnd, length)) continue;
        found = true;
        view.add({ rule: 'private-key', class: 'private-key', start, end: i, confidence: 0.99, keep: 0 });
      }
      if (!found && lineEnd - at > 80) return false;
    }
    at = lineEnd + 1;
  }
  return true;
}

/** A run of base64 is all that stands on its line, except quotes, plus signs and comment marks. */
function isAlone(text: string, from: number, to: number, length: number): boolean {
  let others = 0;
  for (let i = from; i < to; i++) if (!isSpace(text.charCodeAt(i)) && !'"\'+,;*#/\\n'.includes(text[i]!)) others++;
  return length >= 4 && others <= length;
}

function middle(view: View): void {
  const { text } = view;
  let runs: [number, number][] = [];
  const flush = () => {
    if (runs.length >= middleLines) {
      for (const [start, end] of runs)
        view.add({ rule: 'private-key', class: 'private-key', start, end, confidence: 0.7, keep: 0 });
    }
    runs = [];
  };
  for (let at = 0; at < text.length; ) {
    const lineEnd = endOfLine(text, at, text.length);
    if (lineEnd - at >= middleLine && lineEnd - at <= 120) {
      let start = at;
      while (start < lineEnd && !isBase64(text.charCodeAt(start))) start++;
      let end = start;
      while (end < lineEnd && isBase64(text.charCodeAt(end))) end++;
      if (end - start >= middleLine && end - start <= 80 && start - at + lineEnd - end < 24) runs.push([start, end]);
      else flush();
    } else flush();
    at = lineEnd + 1;
  }
  flush();
}

function endOfLine(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

const isBase64 = (unit: number): boolean => isAlphanumeric(unit) || unit === 43 || unit === 47 || unit === 61;
