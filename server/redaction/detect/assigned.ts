/** Values that a name promises to be secret: `dbPassword = "…"`, `<password>…</password>`, `setApiKey("…")`, in any language. */
import { judgeAssigned } from '../look/judge.ts';
import { isPassphrase } from '../look/passphrase.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import { readAssigned } from '../place/assigned.ts';
import { quoteAt, readWord } from '../place/literal.ts';
import { type NamePromise, nameKeywords, promiseOf } from '../place/names.ts';
import type { Place } from '../place/place.ts';
import { readReversed } from '../place/reversed.ts';
import { isLineEnd, isLower, isName, isQuote, isSpace } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

/** The longest name that is looked at, each way from its keyword. */
const maxName = 64;

export const assigned: Detector = {
  keywords: nameKeywords,
  detect(view, start, end) {
    if (start < view.nameEnd) return;
    const { text, profile } = view;
    let from = start;
    while (from > view.nameEnd && start - from < maxName && isName(text.charCodeAt(from - 1))) from--;
    let to = end;
    while (to - end < maxName && isName(text.charCodeAt(to))) to++;
    view.nameEnd = to;
    while (text.charCodeAt(from) === 45) from++;
    // `\npassword` in a literal
    if (text.charCodeAt(from - 1) === 92 && 'nrt'.includes(text[from]!)) from++;
    while (text.charCodeAt(to - 1) === 45) to--;
    // `-Dsonar.login=…`: a property on Java's command line
    if (text.charCodeAt(from) === 68 && text.charCodeAt(from - 1) === 45 && isLower(text.charCodeAt(from + 1))) from++;
    if (profile === 'config' || profile === 'unknown') to = overPath(text, to);
    const places = readAssigned(view.runs, from, to);
    const reversed = readReversed(text, from);
    if (reversed !== null) places.push(reversed);
    if (places.length === 0) return;
    let promise = promiseOf(text.slice(from, to));
    if (promise === null) return;
    // `payments.api.key`: what stands before the dot says what kind of key it is.
    if (promise.family === 'key' && text.charCodeAt(from - 1) === 46)
      promise = promiseOf(text.slice(pathStart(text, from), to)) ?? promise;
    if (places[0]!.kind === 'call' && asks.test(text.slice(from, to))) return;
    if (places.some(({ continues }) => continues === true)) judgeJoined(view, places, promise);
    else for (const place of places) judge(view, from, place, promise);
  },
};

/** The start of the segment before the dot at `from - 1`. */
function pathStart(text: string, from: number): number {
  let start = from - 1;
  while (from - start < maxName && isName(text.charCodeAt(start - 1))) start--;
  return start;
}

/** `password.admin = …` in properties: the name goes on over dots. */
function overPath(text: string, from: number): number {
  let to = from;
  while (text.charCodeAt(to) === 46 && isName(text.charCodeAt(to + 1)) && to - from < maxName) {
    to++;
    while (isName(text.charCodeAt(to)) && to - from < maxName) to++;
  }
  const unit = text.charCodeAt(to);
  return unit === 61 || unit === 58 || isSpace(unit) || isQuote(unit) ? to : from;
}

/** Pieces of one literal are judged as what they make together, and each is replaced. */
function judgeJoined(view: View, places: readonly Place[], promise: NamePromise): void {
  const { text } = view;
  const whole = places.map(({ start, end }) => text.slice(start, end)).join('');
  view.spend(whole.length);
  const confidence = judgeAssigned(whole, promise, places[0]!, view.profile);
  if (confidence === 0) return;
  const isPassword = promise.family === 'password' || promise.family === 'pin';
  for (const { start, end } of places) {
    if (end === start) continue;
    const [rule, name] = isPassword
      ? (['assigned-password', 'password'] as const)
      : (['assigned-secret', 'token'] as const);
    view.add({ rule, class: name, start, end, confidence, keep: 0 });
  }
}

function judge(view: View, nameFrom: number, given: Place, promise: NamePromise): void {
  const { text } = view;
  // `DB_PASSWORD=value`: a variable of the environment, wherever it stands
  const isVariable =
    given.operator === '=' &&
    text.charCodeAt(given.start - 1) === 61 &&
    variable.test(text.slice(nameFrom, given.start - 1));
  const profile = isVariable ? 'config' : view.profile;
  // Read for this name alone, so it may be written to.
  let place = given;
  if (promise.family === 'password' && text.slice(nameFrom, place.start).toLowerCase().includes('phrase'))
    place.isPassphrase = true;
  if (!place.quoted) {
    if (place.kind === 'spaced' && !isOption(view, nameFrom, place)) return;
    if (profile === 'config' || (profile === 'unknown' && place.kind === 'assignment')) {
      const word = isParameter(text, nameFrom) ? null : readWord(text, place.start);
      if (
        word !== null &&
        word.end > place.end &&
        isAlone(text, word.after) &&
        !/["'`]/.test(text.slice(word.start, word.end))
      )
        place = { ...place, end: word.end };
      else if (promise.family === 'password' && profile === 'config')
        place = { ...place, end: endOfWords(view, place) };
    }
  }
  // A text of nothing but names and operators is one value after another inside each other: three deep is deep enough.
  if (!view.enter(place.start, place.end)) return;
  view.spend(place.end - place.start);
  place = withoutEdges(text, place);
  const value = text.slice(place.start, place.end);
  const confidence = judgeAssigned(value, promise, place, profile);
  if (confidence === 0) return;
  // `Authorization: Scheme token`, `{noop}password`: the scheme is not part of the secret
  const scheme = /^(?:Bearer|Basic|Token|Digest|ApiKey|Negotiate|SSWS|OAuth)[: ]\s*/i.exec(value);
  const start = scheme === null ? place.start : place.start + scheme[0].length;
  if (scheme !== null && isPlaceholder(text.slice(start, place.end))) return;
  const isPassword = promise.family === 'password' || promise.family === 'pin';
  view.add({
    rule: isPassword ? 'assigned-password' : 'assigned-secret',
    class: isPassword ? 'password' : 'token',
    start,
    end: place.end,
    confidence,
    keep: 0,
  });
}

/** Calls of these ask for a secret by the name in the literal. */
const asks = /^(?:get|fetch|load|read|find|lookup|prompt|ask|input)(?=[_A-Z])/;

/** The end of a passphrase that stands unquoted, to the end of its line; else where the value ends anyway. */
function endOfWords(view: View, place: Place): number {
  const { text } = view;
  if (text.charCodeAt(place.end) !== 32) return place.end;
  let end = view.lineEnd(place.end, 120);
  while (end > place.end && isSpace(text.charCodeAt(end - 1))) end--;
  return isPassphrase(text.slice(place.start, end), place.isPassphrase === true) ? end : place.end;
}

/** `?name=value`, `&name=value`: the value of a URL's parameter ends at the next one. */
function isParameter(text: string, nameFrom: number): boolean {
  const before = text.charCodeAt(nameFrom - 1);
  return before === 63 || before === 38;
}

/** Without white space at either end, without escaped quotes inside (`"\\"value\\""`), and without the name of its encoder (`{noop}value`). */
function withoutEdges(text: string, place: Place): Place {
  let { start, end } = place;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  const quote = quoteAt(text, start);
  if (
    quote !== null &&
    quote.length > 1 &&
    end - start > 2 * quote.length &&
    text.startsWith(quote.text, end - quote.length)
  ) {
    start += quote.length;
    end -= quote.length;
  }
  if (text.startsWith('{noop}', start) && end - start > 6) start += 6;
  return start === place.start && end === place.end ? place : { ...place, start, end };
}

const variable = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** `--password value`, or `password value` as all that stands on a line (with other such pairs before it: netrc). */
function isOption(view: View, nameFrom: number, place: Place): boolean {
  const { text } = view;
  if (text.charCodeAt(nameFrom - 1) === 45) return true;
  if (!isAlone(text, place.end)) return false;
  const lineStart = view.lineStart(nameFrom, 160);
  const before = text.slice(lineStart, nameFrom);
  // A script for FTP, in a job: `USER name`, and on the next line `PASS word`
  if (view.profile === 'code' && before === '')
    return /(?:^|\n)user\s{1,4}[^\s]{1,64}\s{0,40}$/i.test(text.slice(Math.max(0, lineStart - 120), lineStart));
  return (
    view.profile !== 'prose' &&
    view.profile !== 'code' &&
    /^[\s#/*;]*(?:(?:ENV|ARG|export|set|setx|setenv)\s+)?(?:(?:machine|login|user|host|port)\s+\S+\s+){0,4}$/.test(
      before,
    )
  );
}

/** Nothing follows on the line, except a comment or a line continuation. */
function isAlone(text: string, from: number): boolean {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return (
    at >= text.length || isLineEnd(text.charCodeAt(at)) || /^(?:#|;|\/\/|\\$|\\[\r\n]|`)/.test(text.slice(at, at + 2))
  );
}
