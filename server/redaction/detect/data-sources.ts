/** Passwords in the source names of drivers and in password files, which have no name beside them: `user:password@tcp(…)`, `host:5432:db:user:password`. */
import { isPasswordLike } from '../look/judge.ts';
import { isLineEnd, isQuote } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

/** Characters in which a source name's user and password must lie. */
const reach = 160;

function add(view: View, rule: string, start: number, end: number): void {
  const confidence = end > start ? isPasswordLike(view.text.slice(start, end)) : 0;
  if (confidence > 0) view.add({ rule, class: 'password', start, end, confidence, keep: 0 });
}

/** Go's MySQL driver: `app:password@tcp(ledger:3306)/core`. */
const beforeProtocol: Detector = {
  keywords: ['@tcp(', '@unix(', '@tcp6('],
  detect(view, start) {
    const { text } = view;
    let from = start;
    const limit = Math.max(0, start - reach);
    // No parenthesis: what one opens belongs to another source name.
    while (from > limit && !isQuote(text.charCodeAt(from - 1)) && !/[\s()]/.test(text[from - 1]!)) from--;
    view.spend(start - from);
    const colon = text.indexOf(':', from);
    if (colon > from && colon < start) add(view, 'source-name', colon + 1, start);
  },
};

/** PostgreSQL's `.pgpass`: `host:port:database:user:password` as all that stands on a line. */
const passwordFile: Detector = {
  keywords: [':5432:', ':5433:', ':6432:', ':*:'],
  detect(view, start) {
    if (start < view.passwordLineEnd) return;
    const from = view.lineStart(start);
    const to = view.lineEnd(start);
    view.passwordLineEnd = to;
    view.spend(to - from);
    const line = /^[\w.*-]{1,120}:(?:\d{2,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s]{4,200})$/.exec(
      view.text.slice(from, to),
    );
    if (line !== null) add(view, 'password-file', to - line[1]!.length, to);
  },
};

/** `LOGON user/password`, `.LOGON server/user,password` (Teradata). */
const logon: Detector = {
  keywords: ['logon '],
  detect(view, start, end) {
    const { text } = view;
    if (start > 0 && !isLineEnd(text.charCodeAt(start - 1)) && !/[\s.']/.test(text[start - 1]!)) return;
    const argument = /^\s?(?:[\w.-]{1,60}\/[\w.$#-]{1,60},|[A-Za-z][\w$#]{0,29}\/)["']?([^\s"';,/]{4,60})/.exec(
      text.slice(end, end + reach),
    );
    if (argument === null) return;
    const to = end + argument[0].length;
    add(view, 'logon', to - argument[1]!.length, to);
  },
};

/** `curl_easy_setopt(curl, CURLOPT_USERPWD, "user:password")` */
const userAndPassword: Detector = {
  keywords: ['userpwd, "', "userpwd, '", 'userpwd => "', "userpwd => '"],
  detect(view, _start, end) {
    const { text } = view;
    const pair = /^[\w.@-]{1,64}:([^\s"']{4,100})["']/.exec(text.slice(end, end + reach));
    if (pair === null) return;
    const confidence = isPasswordLike(pair[1]!);
    const to = end + pair[0].length - 1;
    if (confidence > 0)
      view.add({
        rule: 'user-and-password',
        class: 'password',
        start: end,
        end: to,
        confidence,
        keep: 0,
        core: to - end - pair[1]!.length,
      });
  },
};

/** Routers: `username ledger password 0 …`, `snmp-server community … RO`. */
const router: Detector = {
  keywords: ['password 0 ', 'password 7 ', 'secret 0 ', 'secret 8 ', 'secret 9 ', 'snmp-server community '],
  detect(view, _start, end) {
    const word = /^[^\s"']{4,120}(?=\s|$)/.exec(view.text.slice(end, end + reach));
    if (word !== null) add(view, 'router-password', end, end + word[0].length);
  },
};

/** `"…".toCharArray()`: Java takes passwords as arrays; alphabets too, which read otherwise. */
const characters: Detector = {
  keywords: ['".tochararray()'],
  detect(view, start) {
    const { text } = view;
    const limit = Math.max(0, start - 64);
    let from = start;
    while (from > limit && text.charCodeAt(from - 1) !== 34 && !isLineEnd(text.charCodeAt(from - 1))) from--;
    const value = text.slice(from, start);
    view.spend(value.length);
    if (text.charCodeAt(from - 1) === 34 && /\d/.test(value) && !/\s/.test(value) && isPasswordLike(value) >= 0.7)
      add(view, 'character-array', from, start);
  },
};

export const dataSources: readonly Detector[] = [
  beforeProtocol,
  passwordFile,
  logon,
  userAndPassword,
  router,
  characters,
];
