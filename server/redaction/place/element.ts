/** Values in markup: the text of an element. */
import { isLineEnd, isSpace } from '../scan/characters.ts';
import { type Place, reach } from './place.ts';

/** The text of the element whose start tag ends before `at`; -1: it is closed already. */
export function element(text: string, at: number): Place | null {
  if (at < 0) return null;
  let from = at;
  while (from < at + reach && (isSpace(text.charCodeAt(from)) || isLineEnd(text.charCodeAt(from)))) from++;
  if (text.startsWith('<![CDATA[', from)) {
    const close = text.indexOf(']]>', from);
    if (close < 0 || close - from > reach) return null;
    return { start: from + 9, end: close, quoted: true, open: false, kind: 'element', operator: '>', isOnly: true };
  }
  // `<key>password</key><string>…</string>`
  if (text.charCodeAt(from) === 60 && text.charCodeAt(from + 1) === 47) {
    const close = text.indexOf('>', from);
    if (close < 0 || close - from > 40) return null;
    let next = close + 1;
    while (next < close + reach && (isSpace(text.charCodeAt(next)) || isLineEnd(text.charCodeAt(next)))) next++;
    if (!/^<(?:string|value)>/i.test(text.slice(next, next + 8))) return null;
    from = text.indexOf('>', next) + 1;
  } else if (/^<value>/i.test(text.slice(from, from + 7))) from += 7;
  let end = from;
  while (end < text.length && end - from < 512 && text.charCodeAt(end) !== 60 && !isLineEnd(text.charCodeAt(end)))
    end++;
  const open = end >= text.length;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end > from ? { start: from, end, quoted: true, open, kind: 'element', operator: '>', isOnly: true } : null;
}

/** Where the tag that `from` stands in ends; -1 if it closes itself or runs on. */
export function closeOfTag(text: string, from: number): number {
  for (let at = from; at < from + reach; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 62) return text.charCodeAt(at - 1) === 47 ? -1 : at + 1;
    if (unit === 60 || isLineEnd(unit)) return -1;
  }
  return -1;
}
