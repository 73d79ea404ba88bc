/** Finds what must not leave: one pass of the keyword automaton, and at its hits the rules that belong to them. */
import { isPaymentCard, issuerDigits } from '../checksum/luhn.ts';
import { judgeAssigned } from '../look/judge.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import { readAssigned } from '../place/assigned.ts';
import { nameKeywords, promiseOf } from '../place/names.ts';
import type { TokenRule } from '../rules/rule.ts';
import type { Budget } from './budget.ts';
import { isAlphanumeric, isDigit, isName, isSpace } from './characters.ts';
import { disjoint, type Hit } from './hit.ts';
import { compileKeywords, type Keywords } from './keywords.ts';
import { compilePattern, matchRow, type Row } from './pattern.ts';
import { scanPem } from './pem.ts';
import type { Profile } from './profile.ts';
import { Runs } from './runs.ts';

interface CompiledRow {
  row: Row;
  rule: TokenRule;
}

export interface Scanner {
  /** @throws TimedOut */
  scan(text: string, profile: Profile, budget: Budget): Hit[];
}

/** The longest name that is looked at. */
const maxName = 120;

export function createScanner(rules: readonly TokenRule[]): Scanner {
  const byHead = new Map<string, CompiledRow[]>();
  for (const rule of rules) {
    for (const row of compilePattern(rule.pattern, rule.ignoreCase).rows) {
      const list = byHead.get(row.head);
      if (list === undefined) byHead.set(row.head, [{ row, rule }]);
      else list.push({ row, rule });
    }
  }
  const heads = [...byHead.keys()];
  const keywords: Keywords = compileKeywords([...nameKeywords, ...heads]);
  const rowsOf = heads.map(head => byHead.get(head)!);
  return { scan: (text, profile, budget) => new Scan(text, profile, budget, keywords, rowsOf).all() };
}

class Scan {
  private readonly text: string;
  private readonly profile: Profile;
  private readonly budget: Budget;
  private readonly keywords: Keywords;
  private readonly rowsOf: CompiledRow[][];
  private readonly runs: Runs;
  private readonly hits: Hit[] = [];
  private nameEnd = 0;
  private digitsEnd = 0;

  constructor(text: string, profile: Profile, budget: Budget, keywords: Keywords, rowsOf: CompiledRow[][]) {
    this.text = text;
    this.profile = profile;
    this.budget = budget;
    this.keywords = keywords;
    this.rowsOf = rowsOf;
    this.runs = new Runs(text);
  }

  all(): Hit[] {
    const { text, keywords } = this;
    const { classOf, next, width, outputOf } = keywords;
    scanPem(text, this.hits);
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      if ((at & 4095) === 0) this.budget.spend(4096);
      const unit = text.charCodeAt(at);
      state = next[state * width + classOf[unit]!]!;
      if (outputOf[state] !== 0) this.keyword(outputOf[state]!, at + 1);
      if (unit >= 48 && unit <= 57 && at >= this.digitsEnd) this.number(at);
    }
    return disjoint(this.hits);
  }

  private keyword(output: number, end: number): void {
    for (const number of this.keywords.outputs[output]!) {
      const start = end - this.keywords.keywords[number]!.length;
      if (number < nameKeywords.length) this.name(start, end);
      else this.token(this.rowsOf[number - nameKeywords.length]!, start);
    }
  }

  private token(rows: CompiledRow[], start: number): void {
    for (const { row, rule } of rows) {
      if (!rule.inside && !this.standsAlone(start)) continue;
      const match = matchRow(row, this.runs, start);
      if (match === null) continue;
      if (!rule.inside && isAlphanumeric(this.text.charCodeAt(match.end))) continue;
      const value = this.text.slice(match.valueStart, match.valueEnd);
      if (!rule.exact && isPlaceholder(value.slice(rule.keep ?? row.head.length))) continue;
      if (value.includes('EXAMPLE')) continue;
      this.hits.push({
        rule: rule.id,
        class: rule.class,
        start: match.valueStart,
        end: match.valueEnd,
        confidence: rule.confidence,
        keep: rule.keep ?? row.head.length,
      });
    }
  }

  /** Nothing that belongs to the token stands before it, except an escape such as `\n`. */
  private standsAlone(start: number): boolean {
    return !isAlphanumeric(this.text.charCodeAt(start - 1)) || this.text.charCodeAt(start - 2) === 92;
  }

  private name(start: number, end: number): void {
    if (start < this.nameEnd) return;
    const { text } = this;
    let from = start;
    while (from > this.nameEnd && start - from < maxName && isName(text.charCodeAt(from - 1))) from--;
    let to = end;
    while (to < text.length && to - end < maxName && isName(text.charCodeAt(to))) to++;
    this.nameEnd = to;
    while (text.charCodeAt(from) === 45) from++;
    const promise = promiseOf(text.slice(from, to));
    if (promise === null) return;
    const place = readAssigned(text, from, to);
    if (place === null) return;
    this.budget.spend(place.end - to);
    const confidence = judgeAssigned(text.slice(place.start, place.end), promise, place, this.profile);
    if (confidence === 0) return;
    this.hits.push({
      rule: promise.family === 'password' ? 'assigned-password' : 'assigned-secret',
      class: promise.family === 'password' ? 'password' : 'token',
      start: place.start,
      end: place.end,
      confidence,
      keep: 0,
    });
  }

  /** Digits, in groups or not. */
  private number(start: number): void {
    const { text } = this;
    let at = start;
    let digits = '';
    let last = start;
    while (at < text.length && digits.length <= 20) {
      const unit = text.charCodeAt(at);
      if (isDigit(unit)) {
        digits += text[at]!;
        last = ++at;
      } else if ((unit === 45 || isSpace(unit)) && isDigit(text.charCodeAt(at + 1)) && isDigit(text.charCodeAt(at - 1)))
        at++;
      else break;
    }
    this.digitsEnd = last;
    if (digits.length < 13 || isAlphanumeric(text.charCodeAt(start - 1)) || isAlphanumeric(text.charCodeAt(last)))
      return;
    if (!isPaymentCard(digits) || isPlaceholder(digits)) return;
    this.hits.push({
      rule: 'payment-card',
      class: 'payment-card',
      start,
      end: last,
      confidence: 0.9,
      keep: issuerDigits(digits),
    });
  }
}
