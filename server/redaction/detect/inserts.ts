/** `INSERT INTO users (name, password) VALUES ('app', '…')`: the columns say what the values are. */
import { isPasswordLike, judgeAssigned } from '../look/judge.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import { quoteAt, readQuoted } from '../place/literal.ts';
import { type NamePromise, promiseOf } from '../place/names.ts';
import { asciiSet, isLineEnd, isSpace } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';
import { isBic } from './payments.ts';

/** Characters of one statement that are looked at: some dozens of rows. */
export const insertReach = 4096;
/** Characters of the list of columns. */
const longestList = 1024;

const head = /^\s{0,4}[\w."`[\]$#]{1,120}\s{0,8}\(([^()]{3,1024})\)\s{0,8}values\s{0,8}\(/i;
const isAccount = /^(?:card|account|acct|acc|bank_?account)(?:_?(?:no|num|number|nbr))$|^pan$/i;
const isBankCode = /^(?:\w+_)?(?:bic|swift)(?:_?code)?$/i;
const separators = asciiSet(',()');

type Column = NamePromise | 'account' | 'bic' | null;

function columnOf(name: string): Column {
  const plain = name.trim().replace(/["`[\]]/g, '');
  if (isAccount.test(plain)) return 'account';
  if (isBankCode.test(plain)) return 'bic';
  const promise = promiseOf(plain);
  return promise !== null && promise.strength === 3 ? promise : null;
}

export const inserts: Detector = {
  keywords: ['insert into '],
  detect(view, _start, end) {
    if (end < view.insertEnd) return;
    const { text } = view;
    const match = head.exec(text.slice(end, end + longestList + 160));
    if (match === null) return;
    const columns = match[1]!.split(',').map(columnOf);
    if (columns.every(column => column === null)) return;
    const limit = Math.min(text.length, end + insertReach);
    view.spend(limit - end);
    let column = 0;
    let depth = 1;
    let at = end + match[0].length;
    for (; at < limit; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 59) break;
      if (quoteAt(text, at) !== null && unit !== 92) {
        const literal = readQuoted(text, at);
        if (literal === null || literal.end > limit) break;
        if (depth === 1) judge(view, literal.start, literal.end, columns[column] ?? null);
        at = literal.end;
      } else if (separators[unit] === 1) {
        if (unit === 40 && ++depth === 1) column = 0;
        else if (unit === 41) depth--;
        else if (unit === 44 && depth === 1) column++;
      } else if (depth === 1 && unit >= 48 && unit <= 57 && isFieldStart(text, at)) {
        const from = at;
        while (at < limit && text.charCodeAt(at + 1) >= 48 && text.charCodeAt(at + 1) <= 57) at++;
        if (columns[column] === 'account') judge(view, from, at + 1, 'account');
      }
    }
    view.insertEnd = at;
  },
};

function isFieldStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before === 44 || before === 40 || isSpace(before) || isLineEnd(before);
}

function judge(view: View, start: number, end: number, column: Column): void {
  if (column === null || end <= start) return;
  const value = view.text.slice(start, end);
  if (column === 'account') {
    if (/^\d[\d -]{6,30}\d$/.test(value) && !isPlaceholder(value))
      view.add({ rule: 'bank-account', class: 'bank-account', start, end, confidence: 0.75, keep: 0 });
    return;
  }
  if (column === 'bic') {
    if (isBic(value)) view.add({ rule: 'swift-bic', class: 'bic', start, end, confidence: 0.8, keep: 0 });
    return;
  }
  const place = { start, end, quoted: true, open: false, kind: 'assignment', operator: '=', isOnly: true } as const;
  const isPassword = column.family === 'password' || column.family === 'pin';
  const confidence = Math.max(judgeAssigned(value, column, place, 'code'), isPassword ? isPasswordLike(value) : 0);
  if (confidence > 0)
    view.add({
      rule: 'inserted-secret',
      class: isPassword ? 'password' : 'token',
      start,
      end,
      confidence,
      keep: 0,
    });
}
