/** `IDENTIFIED BY …`, `ENCRYPTED PASSWORD '…'`, `SET AUTHENTICATION`: what SQL calls a password without an operator. */
import { isPasswordLike, judgeAssigned } from '../look/judge.ts';
import { quoteAt, readBare, readQuoted } from '../place/literal.ts';
import { isSpace } from '../scan/characters.ts';
import type { Detector } from './detector.ts';

export const sqlPasswords: Detector = {
  keywords: [
    'identified by ',
    'identified by\n',
    'identified by "',
    "identified by '",
    'password as ',
    '_password as ',
    '_password by ',
  ],
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
      ? Math.max(
          isPasswordLike(value),
          judgeAssigned(
            value,
            { family: 'password', strength: 3 },
            { ...literal, kind: 'assignment', operator: '=', isOnly: true },
            'config',
          ),
        )
      : /^[:&@$]|^[vplgi]_|\|\|/i.test(value)
        ? 0
        : isPasswordLike(value);
    if (confidence > 0)
      view.add({
        rule: 'sql-password',
        class: 'password',
        start: literal.start,
        end: literal.start + value.length,
        confidence,
        keep: 0,
      });
  },
};

function skipWord(text: string, from: number, word: RegExp): number {
  const match = word.exec(text.slice(from, from + 24));
  return match === null ? from : from + match[0].length;
}
