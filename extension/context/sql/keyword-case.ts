/** Words of SQL that are no names, often enough met to tell by them how a file writes its keywords. */
const keywords =
  /(?<![\w$#.:])(?:select|from|where|insert|into|values|update|set|delete|create|alter|table|view|index|and|or|not|null|join|on|order|group|by|begin|end|is|as|procedure|function|package|return|declare|primary|key|references|constraint)(?![\w$#])/gi;

/** Share of keywords in small letters from which a file is taken to write them so. */
const mostlyLower = 0.6;
/** Characters read. */
const sample = 8_000;

/** How the text writes its keywords; `upper` where it has none. */
export function keywordCase(text: string): 'upper' | 'lower' {
  let lower = 0;
  let all = 0;
  for (const [word] of text.slice(0, sample).matchAll(keywords)) {
    all++;
    if (word === word.toLowerCase()) lower++;
  }
  return all > 0 && lower / all >= mostlyLower ? 'lower' : 'upper';
}
