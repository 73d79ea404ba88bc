/** Words of SQL that are no names, often enough met to tell by them how a file writes its keywords. */
const keywords =
  /(?<![\w$#.:])(?:select|from|where|insert|into|values|update|set|delete|create|alter|table|view|index|and|or|not|null|join|on|order|group|by|begin|end|is|as|procedure|function|package|return|declare|primary|key|references|constraint)(?![\w$#])/gi;

/** Share of keywords in small letters from which a file is taken to write them so. */
const mostlyLower = 0.6;
/** Characters read. */
const sample = 8_000;

/** Where a text's SQL stands: it is SQL, in strings of a host language, or between the tags of XML. */
export type SqlPlace = 'all' | 'strings' | 'xml';

export function sqlPlaceOf(languageId: string, family: string | undefined): SqlPlace {
  if (languageId === 'xml') return 'xml';
  return family === undefined || ownFamilies.has(family) ? 'all' : 'strings';
}

/** Languages whose own keywords are SQL's, or stand in capitals or small letters as those do. */
const ownFamilies: ReadonlySet<string> = new Set(['sql', 'cobol']);

/** How the SQL of a text writes its keywords; `upper` where it has none. */
export function keywordCase(text: string, place: SqlPlace): 'upper' | 'lower' {
  let lower = 0;
  let all = 0;
  for (const [word] of sqlIn(text.slice(0, sample), place).matchAll(keywords)) {
    all++;
    if (word === word.toLowerCase()) lower++;
  }
  return all > 0 && lower / all >= mostlyLower ? 'lower' : 'upper';
}

const tags = /<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>|<[/!?]?[A-Za-z][^<>]*>/g;
/** Strings over lines before those that end with theirs. */
const strings =
  /"""([\s\S]*?)(?:"""|$)|'''([\s\S]*?)(?:'''|$)|`([^`]*)(?:`|$)|"((?:\\.|[^"\\\n])*)"?|'((?:\\.|[^'\\\n])*)'?/g;

/** `from`, `and`, `set` of the host language itself say nothing of its SQL. */
function sqlIn(text: string, place: SqlPlace): string {
  if (place === 'all') return text;
  if (place === 'xml') return text.replace(tags, ' ');
  return [...text.matchAll(strings)].flatMap(match => match.slice(1).filter(part => part !== undefined)).join('\n');
}
