import type { KnownTable, Schema } from './schema.ts';

export interface TableInSight {
  known: KnownTable;
  reason: string;
  score: number;
}

const sqlWord = /\b(?:select|insert|update|delete|merge|from|join|where|exec\s+sql)\b/i;
const named =
  /\b(?:from|join|into|update|table|using|,)\s+(["`[]?[\w$#]+["`\]]?(?:\s*\.\s*["`[]?[\w$#]+["`\]]?)*)(?:\s+(?:as\s+)?([\w$#]+))?/gi;
const percentType = /\b([\w$#]+)(?:\.[\w$#]+)?%(?:row)?type\b/gi;
const comment = /^\s*(?:--|\/\/|\/\*+|\*>?|#)\s*(.*)/;

/** Comment lines above the cursor that are read as a wish. */
const wishLines = 3;
const fittingTables = 3;
const mostTables = 10;

/**
 * The tables that SQL near the cursor names (in any language: SQL stands in strings, annotations, XML and EXEC SQL too),
 * those joined to them by foreign keys, and those that fit a comment right above or on the cursor's line.
 */
export function tablesInSight(
  lines: readonly string[],
  cursorLine: number,
  before: string,
  schema: Schema,
): TableInSight[] {
  const found = new Map<string, TableInSight>();
  const add = (known: KnownTable | undefined, reason: string, score: number): void => {
    if (!known || found.size >= mostTables) return;
    const key = known.table.name.toLowerCase();
    if (!found.has(key)) found.set(key, { known, reason, score });
  };
  if (schema.size === 0) return [];
  const text = lines.join('\n');
  if (sqlWord.test(text)) {
    for (const [, name, alias] of text.matchAll(named)) {
      const last = name!
        .split('.')
        .at(-1)!
        .replace(/["`[\]\s]/g, '');
      const called = alias && !sqlNoAlias.test(alias) ? ` as ${alias}` : '';
      add(schema.find(last), `named by the SQL around the cursor${called}`, 1);
    }
    for (const [, name] of text.matchAll(percentType)) add(schema.find(name!), 'named by %TYPE', 0.9);
  }
  const direct = [...found.values()];
  for (const wish of wishes(lines, cursorLine, before)) {
    for (const known of schema.fitting(wish.match(/[\p{L}\d_]+/gu) ?? [], fittingTables))
      add(known, 'fits the comment', 0.8);
  }
  for (const { known } of direct) {
    for (const joined of schema.joinedTo(known)) add(joined, `joined to ${known.table.name} by a foreign key`, 0.5);
  }
  return [...found.values()];
}

const sqlNoAlias =
  /^(?:where|on|set|values|select|order|group|having|inner|left|right|full|cross|join|union|limit|using|for|into|as)$/i;

function wishes(lines: readonly string[], cursorLine: number, before: string): string[] {
  const found: string[] = [];
  const own = comment.exec(before)?.[1];
  if (own) found.push(own);
  for (let line = cursorLine - 1; line >= Math.max(0, cursorLine - wishLines); line--) {
    if (lines[line]!.trim() === '') continue;
    const text = comment.exec(lines[line]!)?.[1];
    if (text === undefined) break;
    found.push(text);
  }
  return found;
}
