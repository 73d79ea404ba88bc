/** `IDENTIFIED BY …`, `ENCRYPTED PASSWORD '…'`, `SET AUTHENTICATION`: what SQL calls a password without an operator. */
import { isPasswordLike, judgeAssigned } from '../look/judge.ts';
import { quoteAt, readBare, readQuoted } from '../place/literal.ts';
import { isSpace } from '../scan/characters.ts';
import type { Detector } from './detector.ts';

export const sqlPasswords: Detector = {
  keywords: ['identified by ', 'identified by\n', 'password as ', '_password as ', '_password by '],
  detect(view, start, end) {
    const { text } = view;
    let at = start + 'identified by'.length;
    if (!/^identified/i.test(text.slice(start, start + 10))) at = end;
    at = skipWord(text, at, /^\s*(?:values|password|external|globally)\b/i);
    while (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13) at++;
    const isQuoted = quoteAt(text, at) !== null;
    const literal = isQuoted ? readQuoted(text, at) : readBare(view.runs, at);
    if (literal === null) return;
    const value = text.slice(literal.start, literal.end).replace(/;$/, '');
    // A literal in SQL is a password whatever it looks like; `:name`, `&name` and `v_name` are references.
    const confidence = isQuoted
      ? /^&&?[A-Za-z_]\w*\.?$/.test(value)
        ? 0
        : Math.max(
            isPasswordLike(value),
            judgeAssigned(
              value,
              { family: 'password', strength: 3 },
              { ...literal, kind: 'assignment', operator: '=', isOnly: true },
              'config',
            ),
          )
      : /^[:&@$]|^[vplgi]_|\|\|/i.test(value) || isProse(value, text.slice(literal.end, literal.end + 24))
        ? 0
        : isPasswordLike(value);
    const add = (from: number, to: number, sure: number) =>
      view.add({ rule: 'sql-password', class: 'password', start: from, end: to, confidence: sure, keep: 0 });
    if (confidence > 0) add(literal.start, literal.start + value.length, confidence);
    // `IDENTIFIED BY new REPLACE old`
    const replaced = /^["']?\s{1,4}replace\s{1,4}/i.exec(text.slice(literal.end, literal.end + 24));
    if (replaced === null) return;
    at = literal.end + replaced[0].length;
    const old = quoteAt(text, at) === null ? readBare(view.runs, at) : readQuoted(text, at);
    const sure = old === null ? 0 : isPasswordLike(text.slice(old.start, old.end).replace(/;$/, ''));
    if (old !== null && sure > 0) add(old.start, old.end, sure);
  },
};

/** "Meters are identified by their id": a word, and behind it no end and no clause of a statement. */
const isProse = (value: string, after: string): boolean =>
  /^[A-Za-z]+$/.test(value) &&
  !/^\s*(?:$|[;/,'"`)\r\n]|(?:default|temporary|account|quota|profile|password|replace|using|with|container|and|end-exec|require)\b)/i.test(
    after,
  );

function skipWord(text: string, from: number, word: RegExp): number {
  const match = word.exec(text.slice(from, from + 24));
  return match === null ? from : from + match[0].length;
}
