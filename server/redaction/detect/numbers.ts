/** Numbers that say who somebody is or where the money lies: cards, accounts, identity numbers, telephones. Called at each run of digits. */
import { hasResidentForm, isCreditCode, isResidentId } from '../checksum/china.ts';
import { issuerDigits, luhn } from '../checksum/luhn.ts';
import { isRoutingNumber, isSocialSecurityNumber } from '../checksum/united-states.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import type { ClassName } from '../rules/classes.ts';
import { isAlphanumeric, isDigit, isIdentifier, isUpper } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';

/** The shortest number that is looked at. */
const fewestDigits = 8;
const mostDigits = 30;

interface Numeral {
  start: number;
  end: number;
  digits: string;
  /** Lengths of the groups: `[3, 2, 4]` for 123-45-6789. */
  groups: number[];
  /** What stands between the groups; `?` if it is not the same everywhere. */
  separator: string;
  /** Bare digits in code or text, with nothing of a name or a fraction around them. */
  standsAlone: boolean;
}

export function detectNumber(view: View, start: number): void {
  const { text } = view;
  // Most numbers in code are short: they are passed over without being taken apart.
  const end = endOfDigits(text, start);
  if (end - start < fewestDigits && !isSeparator(text, end)) {
    view.numberEnd = end;
    return;
  }
  const before = text.charCodeAt(start - 1);
  const plus = before === 43;
  const numeral = read(text, start);
  view.numberEnd = numeral.end;
  if (numeral.digits.length < fewestDigits) {
    return;
  }
  // The unified social credit code may begin with a digit and hold letters.
  if ((isAlphanumeric(text.charCodeAt(numeral.end)) && !isLong(text, numeral.end)) || isUpper(before)) {
    letteredCode(view, numeral);
    return;
  }
  if (!numeral.standsAlone) return;
  for (const detect of [residentId, creditCode, paymentCard, mobile, socialSecurity, routing, account]) {
    const found = detect(view, numeral, plus);
    if (found === null) continue;
    view.add({ start: numeral.start, end: numeral.end, keep: 0, ...found });
    return;
  }
}

interface Found {
  rule: string;
  class: ClassName;
  confidence: number;
  start?: number;
  end?: number;
  keep?: number;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** A dash, a space, a full stop, `_` (in numbers of code) or a space that no line breaks at, before a digit. */
function isSeparator(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (unit === 45 || unit === 32 || unit === 46 || unit === 95 || unit === 160) && isDigit(text.charCodeAt(at + 1));
}

function read(text: string, start: number): Numeral {
  let at = start;
  let digits = '';
  let separator = '';
  const groups: number[] = [];
  let groupStart = start;
  for (;;) {
    at = endOfDigits(text, at);
    digits += text.slice(groupStart, at);
    groups.push(at - groupStart);
    // A fraction or a version is no group; three groups with dots may be one (SSN).
    if (!isSeparator(text, at) || digits.length > mostDigits || groups.length > 8) break;
    // `+86 139-…`: what stands after the country's code separates nothing yet.
    if (groups.length === 1 && (digits === '86' || digits === '0086')) {
      groupStart = ++at;
      continue;
    }
    const next = text[at]!;
    if (separator === '') separator = next;
    else if (separator !== next) {
      separator = '?';
      break;
    }
    groupStart = ++at;
  }
  const before = text.charCodeAt(start - 1);
  const standsAlone =
    !isIdentifier(before) &&
    !(before === 46 && isDigit(text.charCodeAt(start - 2))) &&
    !(before === 46 && !isAlphanumeric(text.charCodeAt(start - 2))) &&
    !(before === 45 && isAlphanumeric(text.charCodeAt(start - 2))) &&
    (!isIdentifier(text.charCodeAt(at)) || isLong(text, at));
  return { start, end: at, digits, groups, separator, standsAlone };
}

/** Java's and Kotlin's `L` behind a number. */
const isLong = (text: string, at: number): boolean =>
  (text[at] === 'L' || text[at] === 'l') && !isIdentifier(text.charCodeAt(at + 1));

/** Words before a number that say what it is, by what it could be. */
const words = {
  card: ['card', 'pan', 'visa', 'mastercard', 'unionpay', 'credit', 'debit', 'acct', '卡号', '银行卡', 'account'],
  social: ['ssn', 'social', 'taxpayer', 'tin'],
  routing: ['routing', 'aba', 'rtn', 'transit', 'fedwire', 'ach'],
  phone: ['phone', 'mobile', 'tel', 'cell', 'sms', 'contact', '手机', '电话', '联系', 'msisdn', 'whatsapp', 'wechat'],
  account: [
    'account',
    'acct',
    'acc_no',
    'accno',
    'accountno',
    'bankno',
    'bank_no',
    'payee',
    'payer',
    'beneficiary',
    'debtor',
    'creditor',
    'cardno',
    'card_no',
    'iban',
    '账号',
    '帐号',
    '账户',
    '帐户',
    '卡号',
    '收款',
    '付款',
  ],
  resident: ['身份证', 'idcard', 'id_card', 'idno', 'id_no', 'certno', 'cert_no', 'identity', 'resident'],
  credit: [
    'uscc',
    'credit code',
    'creditcode',
    'credit_code',
    '信用代码',
    'uscc',
    'socialcredit',
    'social_credit',
    'taxno',
    'tax_no',
    '税号',
  ],
};

function residentId(view: View, { digits, groups, start }: Numeral): Found | null {
  if (groups.length !== 1) return null;
  // Until 1999 they had 15 digits and no check.
  if (digits.length === 15 && hasResidentForm(`${digits.slice(0, 6)}19${digits.slice(6)}`)) {
    return view.isNear(start, words.resident) ? { rule: 'resident-id', class: 'resident-id', confidence: 0.8 } : null;
  }
  if (digits.length !== 18) return null;
  return isResidentId(digits) ? { rule: 'resident-id', class: 'resident-id', confidence: 0.95 } : null;
}

function creditCode(view: View, { digits, groups, start }: Numeral): Found | null {
  if (digits.length !== 18 || groups.length !== 1 || !isCreditCode(digits)) return null;
  return view.isNear(start, words.credit) ? { rule: 'credit-code', class: 'credit-code', confidence: 0.85 } : null;
}

/** Letters among the digits: resident ids that end with X, and unified social credit codes. */
function letteredCode(view: View, { start, end, digits }: Numeral): void {
  const { text } = view;
  if (
    digits.length === 17 &&
    (text[end] === 'X' || text[end] === 'x') &&
    !isIdentifier(text.charCodeAt(end + 1)) &&
    !isIdentifier(text.charCodeAt(start - 1))
  ) {
    const value = text.slice(start, end + 1);
    if (isResidentId(value))
      view.add({ rule: 'resident-id', class: 'resident-id', start, end: end + 1, confidence: 0.95, keep: 0 });
    return;
  }
  let from = start;
  while (start - from < 2 && isAlphanumeric(text.charCodeAt(from - 1))) from--;
  const value = text.slice(from, from + 18);
  if (
    isIdentifier(text.charCodeAt(from - 1)) ||
    isIdentifier(text.charCodeAt(from + 18)) ||
    !/^[0-9A-Z]{18}$/.test(value)
  )
    return;
  if (isCreditCode(value))
    view.add({ rule: 'credit-code', class: 'credit-code', start: from, end: from + 18, confidence: 0.9, keep: 2 });
}

function paymentCard(view: View, { digits, groups, separator, start, end }: Numeral): Found | null {
  const issuer = issuerDigits(digits);
  if (issuer === 0 || separator === '?' || !luhn(digits) || isCounted(digits)) return null;
  const isGrouped = groups.length > 1;
  if (
    isGrouped &&
    !(
      groups.every((group, index) => group === 4 || index === groups.length - 1) ||
      groups.join() === '4,6,5' ||
      groups.join() === '4,6,4'
    )
  )
    return null;
  // A quarter of the numbers of 13 … 19 digits in an issuer's range pass by chance one in ten times: bare ones in code need a sign.
  const { text } = view;
  const isQuoted = /["'`>=:;|(,\s]/.test(text[start - 1] ?? '"') && !/[.\d]/.test(text[end] ?? '"');
  if (!isQuoted) return null;
  const named = view.isNear(start, words.card);
  // The airlines' range is a digit and a length, which many other numbers have.
  if (digits[0] === '1' && !named && !isAloneOnLine(view, start, end)) return null;
  return { rule: 'payment-card', class: 'payment-card', confidence: named || isGrouped ? 0.95 : 0.8, keep: issuer };
}

function mobile(view: View, { digits, groups, separator, start, end }: Numeral, plus: boolean): Found | null {
  if (separator === '.' || separator === '?') return null;
  const country =
    digits.length === 13 && digits.startsWith('86') ? 2 : digits.length === 15 && digits.startsWith('0086') ? 4 : 0;
  const local = digits.slice(country);
  if (local.length !== 11 || !/^1[3-9]\d{9}$/.test(local) || /^\d{3}(\d)\1{7}$/.test(local)) return null;
  if (groups.length > 1 && !/^(?:(?:2|4),)?(?:3,4,4|11|3,8|7,4)$/.test(groups.join())) return null;
  const { text } = view;
  const isQuoted = isQuoteLike(text[start - (plus ? 2 : 1)]) && isQuoteLike(text[end]);
  const named = view.isNear(start, words.phone, nearAfter);
  const isSaid = named || plus || country !== 0;
  if (!isSaid && isPlaceholder(local)) return null;
  if (!isSaid && !isQuoted && groups.length === 1 && !isProse(view, start)) return null;
  const found: Found = {
    rule: 'mobile-number',
    class: 'mobile-number',
    confidence: named || plus ? 0.95 : 0.8,
    keep: country,
  };
  return plus ? { ...found, start: start - 1, keep: country + 1 } : found;
}

/** Characters after a number in which a comment may say what it is. */
const nearAfter = 40;

const isQuoteLike = (character: string | undefined): boolean =>
  character === undefined || /["'`<>|（）：，。]/.test(character);

/** Nothing else of code on the line: a comment, a log, a data file. */
function isProse(view: View, at: number): boolean {
  const line = view.text.slice(view.lineStart(at), view.lineEnd(at));
  return !/[=(){};]/.test(line) || /^\s*(?:\/\/|#|\*|--)/.test(line);
}

function socialSecurity(view: View, { digits, groups, separator, start, end }: Numeral): Found | null {
  if (digits.length !== 9 || separator === '?' || !isSocialSecurityNumber(digits) || isPlaceholder(digits)) return null;
  const form = groups.join();
  const named = view.isNear(start, words.social);
  const found = (confidence: number): Found => ({ rule: 'social-security-number', class: 'ssn', confidence });
  if (form === '3,2,4')
    return separator === '-' || named ? found(named ? 0.95 : 0.8) : isLoose(view, start, end) ? found(0.6) : null;
  if (form !== '9' && form !== '3,6' && form !== '5,4') return null;
  return named
    ? found(0.9)
    : (form !== '9' && separator === '-') || isAloneOnLine(view, start, end)
      ? found(0.5)
      : null;
}

function routing(view: View, { digits, groups, separator, start, end }: Numeral): Found | null {
  if (digits.length !== 9 || !isRoutingNumber(digits) || isPlaceholder(digits)) return null;
  const form = groups.join();
  if (form !== '9' && !(form === '4,4,1' && separator === '-')) return null;
  if (!view.isNear(start, words.routing) && form === '9' && !isAloneOnLine(view, start, end)) return null;
  return { rule: 'routing-number', class: 'routing-number', confidence: 0.8 };
}

/** A number that an account's name is given: `accountNo = "6222…"`. No checksum is common to all banks. */
function account(view: View, { digits, separator, start }: Numeral): Found | null {
  if (separator === '.' || separator === '?' || digits.length < fewestDigits || isPlaceholder(digits)) return null;
  const { text } = view;
  const before = text.slice(Math.max(0, start - 48), start);
  const name =
    /(?:(?:account|acct|acc|card)[\s_-]?(?:no|num|number|nbr|id)?|(?:payee|payer|debit|credit|beneficiary|settlement|bank)[\s_-]?(?:account|acct|acc)(?:[\s_-]?(?:no|num|number|nbr))?|账号|帐号|账户|帐户|卡号)["'\]>)]{0,3}(?:\s{0,3}(?:PIC\s+\S+\s+VALUE|VALUE|[:=]{1,3}|=>|,|：|>|is)\s{0,3}|\s{1,2}|(?<=["'>]))(?:N|new\s+\w+\()?["'`]?$/i.exec(
      before,
    );
  if (name === null || !/no|num|nbr|号|户|acc/i.test(name[0])) return null;
  return { rule: 'bank-account', class: 'bank-account', confidence: 0.75 };
}

/** One digit over and over, or counted through. */
const isCounted = (digits: string): boolean => new Set(digits).size < 2 || '01234567890123456789'.includes(digits);

const isLoose = (view: View, start: number, end: number): boolean =>
  !isDigit(view.text.charCodeAt(start - 2)) && !isDigit(view.text.charCodeAt(end + 1));

/** The line holds nothing but numbers. */
function isAloneOnLine(view: View, start: number, end: number): boolean {
  const line = view.text.slice(view.lineStart(start), view.lineEnd(end));
  return /^[\d\s.,-]{9,40}$/.test(line);
}
