import type { KeywordCase } from '../../core/pack.ts';

/** Strings, quoted names and comments, each whole; then words with the signs that make them names or parts of them. */
const pieces =
  /[nq]*'(?:\[[\s\S]*?(?:\]'|$)|\{[\s\S]*?(?:\}'|$)|(?:''|[^'])*(?:'|$))|"(?:""|[^"])*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|#\s[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\p{L}\p{N}_$#@:.&%]+/giu;

/** No dialect takes one of these for a name unless it is quoted. */
const reserved = new Set(
  'SELECT FROM WHERE AND OR NOT NULL IN LIKE BETWEEN DISTINCT GROUP ORDER HAVING UNION AS ON INTO CREATE TABLE CASE WHEN THEN ELSE END'.split(
    ' ',
  ),
);
/** Keywords behind, or before, these only. */
const behind = /\b(?:group|order|partition)\s+(?=by$)|\b(?:primary|foreign)\s+(?=key$)|\b(?:not|is)\s+(?=null$)/i;
const before =
  /^(?:(?:inner|left|right|full|cross|outer)\s+(?:outer\s+)?(?:join|outer)\b|join\s+[\w"]|insert\s+into\b|delete\s+from\b|update\s+[\w."]+\s+set\b|set\s+[\w."]+\s*=|values\s*\(|is\s+(?:not\s+)?null\b|(?:primary|foreign)\s+key\b)/i;

/** SQL's keywords, as far as they can be told from names without a dialect. */
export const keywordCase: KeywordCase = {
  keywords: pieces,
  isKeyword(word, text, at) {
    if (!/^[a-z]+$/i.test(word)) return false;
    if (reserved.has(word.toUpperCase())) return true;
    return behind.test(`${text.slice(Math.max(0, at - 20), at)}${word}`) || before.test(text.slice(at, at + 120));
  },
};
