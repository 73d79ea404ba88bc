/** Small questions about text. All text inside the core has LF line ends; positions are UTF-16 units. */

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** What stands on the cursor's line before the cursor. */
export function lastLine(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('\n') + 1);
}

/** What stands on the cursor's line after the cursor. */
export function firstLine(suffix: string): string {
  const end = suffix.indexOf('\n');
  return end < 0 ? suffix : suffix.slice(0, end);
}

/** Nothing but what an editor closes by itself stands after the cursor: an answer may go on beyond it, with a block. */
export function leavesRoom(after: string): boolean {
  return /^[\s)\]}>;'"`]*$/.test(after);
}

/** A line that says something about the declaration on the next: `@Test`, `@Column(name = "id")`, C#'s `[Required]`. */
export const annotation = /^\s*(?:@[\p{L}_][\p{L}\p{N}_.:]*(?:\(.*\))?|\[[\p{L}_][^\]]*\])\s*$/u;

/** The white space that a line begins with. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Columns that white space takes, a tab reaching to the next multiple of `tabSize`. */
export function width(indent: string, tabSize = 4): number {
  let columns = 0;
  for (const character of indent) columns += character === '\t' ? tabSize - (columns % tabSize) : 1;
  return columns;
}

export function indentWidth(line: string, tabSize = 4): number {
  return width(indentOf(line), tabSize);
}

/** The nearest line with text above the cursor's line; undefined at the top. */
export function previousTextLine(prefix: string): string | undefined {
  let end = prefix.lastIndexOf('\n');
  while (end >= 0) {
    const start = prefix.lastIndexOf('\n', end - 1) + 1;
    const line = prefix.slice(start, end);
    if (!isBlank(line)) return line;
    if (start === 0) return undefined;
    end = start - 1;
  }
  return undefined;
}

/** The nearest lines with text below the cursor's line, at most `limit`. */
export function nextTextLines(suffix: string, limit: number): string[] {
  const found: string[] = [];
  let start = suffix.indexOf('\n') + 1;
  while (start > 0 && found.length < limit) {
    const end = suffix.indexOf('\n', start);
    const line = end < 0 ? suffix.slice(start) : suffix.slice(start, end);
    if (!isBlank(line)) found.push(line);
    start = end + 1;
  }
  return found;
}

/** True where a cut at `index` would part the two halves of one character. */
export function splitsCharacter(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

export function toLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Without half a character at the end, where an answer was cut off in the middle of one. */
export function wholeCharacters(text: string): string {
  return text.replace(/(?:\ufffd|[\ud800-\udbff])+$/, '');
}

/** Letters or digits of any script: what makes a line say something. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** The last lines of a text, at most `limit`, without reading what stands before them. */
export function lastLines(text: string, limit: number): string[] {
  let start = text.length;
  for (let count = 0; count < limit && start > 0; count++) start = text.lastIndexOf('\n', start - 1);
  return (start <= 0 ? text : text.slice(start + 1)).split('\n');
}
