/** What VS Code's inline suggestion model does with an item, so that only what it draws is offered and counted. */

export interface DrawnItem {
  /** The whole line of the cursor. */
  line: string;
  /** Column of the cursor in it. */
  column: number;
  /** Where the item's range begins and ends in the line. */
  start: number;
  end: number;
  text: string;
}

/**
 * VS Code draws an item as ghost text only if what stands in the range before the cursor begins the item's text, and the
 * rest of the range is found in the rest of the text, in order, with nothing left over.
 */
export function isDrawn({ line, column, start, end, text }: DrawnItem): boolean {
  if (start > column || end < column || end > line.length) return false;
  const before = line.slice(start, column);
  if (!text.startsWith(before)) return false;
  const added = text.slice(before.length);
  if (added === '') return false;
  const firstLine = added.split('\n', 1)[0]!;
  return isSubsequence(line.slice(column, end), firstLine) && added !== line.slice(column, end);
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    const found = whole.indexOf(character, at);
    if (found < 0) return false;
    at = found + character.length;
  }
  return true;
}
