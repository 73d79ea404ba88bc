/** Longest word that is taken apart; beyond that it is data, not a name. */
const longestWord = 64;

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * The parts of a name in lower case: `getHTTPCode_2` → get, http, code. Parts of one letter and numbers are left out; a
 * name of one part gives that part.
 */
export function subwords(word: string): string[] {
  const parts: string[] = [];
  if (word.length > longestWord) return parts;
  let start = 0;
  const cut = (end: number): void => {
    if (end - start > 1 && !isDigit(word.charCodeAt(start))) parts.push(word.slice(start, end).toLowerCase());
  };
  for (let at = 1; at <= word.length; at++) {
    if (at === word.length) {
      cut(at);
      break;
    }
    const code = word.charCodeAt(at);
    const before = word.charCodeAt(at - 1);
    const separator = code === 95 || code === 45 || code === 36 || code === 35;
    const hump = isUpper(code) && (isLower(before) || isDigit(before));
    const acronymEnd = isUpper(code) && isUpper(before) && isLower(word.charCodeAt(at + 1));
    const digits = isDigit(code) !== isDigit(before) && isDigit(code);
    if (separator) {
      cut(at);
      start = at + 1;
    } else if (hump || acronymEnd || digits) {
      cut(at);
      start = at;
    }
  }
  return parts;
}
