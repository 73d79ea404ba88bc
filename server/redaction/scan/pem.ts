/** Private keys in PEM, also cut off at either end, in escaped strings and with one string literal a line. */
import { isAlphanumeric } from './characters.ts';
import type { Hit } from './hit.ts';

const marker = '-----';
/** The shortest run of base64 that is taken for a line of a key. The last line may be shorter. */
const minLine = 16;

/**
 * Adds a hit for each run of base64 inside a private key. A key whose BEGIN the window cut off is known by its END, and one
 * whose END was cut off runs to the end of the text or to the first line that cannot belong to it.
 */
export function scanPem(text: string, hits: Hit[]): void {
  let at = text.indexOf(marker);
  if (at < 0) return;
  let isFirst = true;
  while (at >= 0) {
    const begin = text.startsWith('BEGIN ', at + 5);
    const end = text.startsWith('END ', at + 5);
    if (!begin && !end) {
      at = text.indexOf(marker, at + 5);
      continue;
    }
    const labelFrom = at + (begin ? 11 : 9);
    const labelTo = text.indexOf(marker, labelFrom);
    if (labelTo < 0 || labelTo - labelFrom > 48) {
      at = text.indexOf(marker, at + 5);
      continue;
    }
    const isPrivate = text.slice(labelFrom, labelTo).includes('PRIVATE');
    const after = labelTo + 5;
    const next = text.indexOf(marker, after);
    if (isPrivate && begin) body(text, after, next < 0 ? text.length : next, hits);
    if (isPrivate && end && isFirst) body(text, 0, at, hits);
    isFirst = false;
    at = next;
  }
}

function body(text: string, from: number, to: number, hits: Hit[]): void {
  let at = from;
  while (at < to) {
    while (at < to && !isBase64(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at - 1) === 92 && /[nrt]/.test(text[at] ?? '')) at++;
    const start = at;
    while (at < to && isBase64(text.charCodeAt(at))) at++;
    if (at - start < minLine && text.charCodeAt(at - 1) !== 61) continue;
    hits.push({ rule: 'private-key', class: 'private-key', start, end: at, confidence: 0.99, keep: 0 });
  }
}

const isBase64 = (unit: number): boolean => isAlphanumeric(unit) || unit === 43 || unit === 47 || unit === 61;
