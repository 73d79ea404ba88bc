import type { OwnLine } from '../../context/rules.ts';
import { programText } from './columns.ts';

/** Characters above the cursor in which an open `EXEC SQL` is looked for. */
const longestIsland = 4_000;
const dataItem = /^\s*(?:0?[1-9]|[1-4]\d|77)\s+(?!FILLER\b)([A-Za-z0-9][A-Za-z0-9-]*)/i;

/**
 * Where the cursor stands in `EXEC SQL`: the data items of the program's own data division, which may be host variables.
 * Undefined elsewhere.
 */
export function hostVariables(above: string, before: string): { statement: string; lines: OwnLine[] } | undefined {
  const near = (above.slice(-longestIsland) + before).toUpperCase();
  const start = Math.max(near.lastIndexOf('EXEC SQL'), near.lastIndexOf('EXEC CICS'));
  if (start < 0 || near.indexOf('END-EXEC', start) >= 0) return undefined;
  const lines: OwnLine[] = [];
  const program = programText(above).split('\n');
  for (const [line, text] of program.entries()) {
    if (/^\s*PROCEDURE\s+DIVISION\b/i.test(text)) break;
    const name = dataItem.exec(text)?.[1];
    if (name !== undefined) lines.push({ line, name, text: text.trim() });
  }
  return { statement: near.slice(start), lines };
}
