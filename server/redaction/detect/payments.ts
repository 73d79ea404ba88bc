/** IBAN by its check digits, and SWIFT/BIC where the text speaks of payments. */
import { ibanLength, isIban } from '../checksum/mod97.ts';
import { isAlphanumeric, isDigit, isIdentifier, isUpper } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

/**
 * Called at a run of letters and digits that begins with a letter: an IBAN, whole or in groups of four.
 */
export function detectIban(view: View, start: number): void {
  const { text } = view;
  if (!isDigit(text.charCodeAt(start + 2)) || !isDigit(text.charCodeAt(start + 3))) return;
  const length = ibanLength(text.slice(start, start + 2));
  if (length === 0) return;
  let compact = '';
  let at = start;
  while (compact.length < length && at < start + length + 12) {
    const unit = text.charCodeAt(at);
    if (isAlphanumeric(unit)) compact += text[at];
    else if ((unit !== 32 && unit !== 45) || !isAlphanumeric(text.charCodeAt(at + 1))) break;
    at++;
  }
  if (compact.length !== length || isIdentifier(text.charCodeAt(at)) || !isIban(compact)) return;
  view.add({ rule: 'iban', class: 'iban', start, end: at, confidence: 0.95, keep: 2 });
}

const countries = new Set(
  (
    'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BG BH BM BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ES ' +
    'ET FI FJ FO FR GA GB GD GE GG GH GI GL GM GN GR GT GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM KR KW KY KZ LA LB LC LI LK LR ' +
    'LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PS PT PY QA RO RS RU RW SA SB SC SD ' +
    'SE SG SI SK SL SM SN SO SR ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW'
  ).split(' '),
);

/** `BICFI>…`, `swiftCode = "…"`, `:57A:…`, `{1:F01…`. */
export const bics: Detector = {
  keywords: ['bic', 'swift', 'bankcode', ':57a:', ':52a:', ':53a:', ':56a:', ':58a:', '{1:f01', '{2:i103'],
  detect(view, _start, end) {
    const { text } = view;
    // The code stands soon after the word: over a name's end, operators, quotes, a tag.
    for (let at = end; at < end + 40 && at < text.length; at++) {
      if (
        !isUpper(text.charCodeAt(at)) ||
        (isIdentifier(text.charCodeAt(at - 1)) && text[end - 1] !== '1' && text[end - 1] !== '3')
      )
        continue;
      let to = at;
      // A header of SWIFT's goes on behind the twelve characters of its address.
      const isHeader = text.charCodeAt(end - 4) === 58 && /^[fi]\w\w$/i.test(text.slice(end - 3, end)) && at === end;
      while (to - at < (isHeader ? 12 : 13) && isAlphanumeric(text.charCodeAt(to))) to++;
      const code = text.slice(at, to);
      if (isBic(code) && (isHeader || !isIdentifier(text.charCodeAt(to)))) {
        view.add({ rule: 'swift-bic', class: 'bic', start: at, end: to, confidence: 0.8, keep: 0 });
        return;
      }
      at = to;
    }
  },
};

export function isBic(code: string): boolean {
  if (code.length !== 8 && code.length !== 11 && code.length !== 12) return false;
  return /^[A-Z]{6}[A-Z0-9]+$/.test(code) && countries.has(code.slice(4, 6)) && !/^(?:SWIFTBIC|BANKCODE)/.test(code);
}
