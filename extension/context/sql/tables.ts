/** Tables as DDL declares them, read without a grammar: vendors' dialects differ in all but this. */

export interface Column {
  name: string;
  /** As written, white space made single. */
  type: string;
  primaryKey: boolean;
  /** Table (and column) that a foreign key leads to. */
  references?: { table: string; column?: string };
}

export interface Table {
  /** Without owner and quotes, as written. */
  name: string;
  /** Counted from 0. */
  line: number;
  columns: Column[];
}

/** Longest table that is read, and most columns kept: beyond that nobody types from memory of it. */
const longestTable = 40_000;
const mostColumns = 200;
/** Characters of a file read for the ends of its tables, where many of them never close: some 50 ms. */
const mostRead = 2_000_000;

const identifier = '(?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[\\w$#]+)';
const tableStart = new RegExp(
  `\\b(?:create\\s+(?:(?:global|local|temporary|temp|unlogged|private|external|foreign|or\\s+replace)\\s+)*table\\s+(?:if\\s+not\\s+exists\\s+)?((?:${identifier}\\s*\\.\\s*)*${identifier})|exec\\s+sql\\s+declare\\s+((?:${identifier}\\s*\\.\\s*)*${identifier})\\s+table)\\s*\\(`,
  'gi',
);
const alterForeignKey = new RegExp(
  `\\balter\\s+table\\s+(?:only\\s+)?((?:${identifier}\\s*\\.\\s*)*${identifier})\\s+add\\s+(?:constraint\\s+${identifier}\\s+)?foreign\\s+key\\s*\\(\\s*(${identifier})\\s*\\)\\s*references\\s+((?:${identifier}\\s*\\.\\s*)*${identifier})\\s*(?:\\(\\s*(${identifier}))?`,
  'gi',
);
const constraintStart =
  /^(?:constraint|primary|foreign|unique|check|key|index|exclude|like|partition|period|supplemental|fulltext)\b/i;

/** A foreign key that stands apart from the table it belongs to. */
export interface ForeignKey {
  table: string;
  column: string;
  references: { table: string; column?: string };
}

/** What a text declares. */
export interface Ddl {
  tables: readonly Table[];
  foreignKeys: readonly ForeignKey[];
}

export const noDdl: Ddl = { tables: [], foreignKeys: [] };

/** Languages in which tables are declared: DDL, and the DECLARE TABLE of a COBOL program's DCLGEN. */
const ddlFamilies = new Set(['sql', 'cobol']);

/** What the text declares; always the same `noDdl` where it is nothing. */
export function ddlOf(text: string, family: string | undefined): Ddl {
  if (family === undefined || !ddlFamilies.has(family) || !/\btable\b/i.test(text)) return noDdl;
  const ddl = tablesIn(text);
  return ddl.tables.length + ddl.foreignKeys.length === 0 ? noDdl : ddl;
}

export function tablesIn(text: string): Ddl {
  const tables: Table[] = [];
  let line = 0;
  let counted = 0;
  let left = mostRead;
  for (const match of text.matchAll(tableStart)) {
    if (left <= 0) break;
    const open = match.index + match[0].length;
    const { parts, end } = partsUpToClose(text, open);
    left -= end - open;
    if (!parts) continue;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < match.index; at = text.indexOf('\n', at + 1)) line++;
    counted = match.index;
    const table: Table = { name: bare(match[1] ?? match[2]!), line, columns: [] };
    for (const part of parts) addPart(table, part);
    if (table.columns.length > 0) tables.push(table);
  }
  const foreignKeys = [...text.matchAll(alterForeignKey)].map(([, table, column, target, targetColumn]) => ({
    table: bare(table!),
    column: bare(column!),
    references: { table: bare(target!), ...(targetColumn === undefined ? {} : { column: bare(targetColumn) }) },
  }));
  return { tables, foreignKeys };
}

/** What stands between the commas up to the parenthesis that closes the table, comments left out; and how far was read. */
function partsUpToClose(text: string, from: number): { parts?: string[]; end: number } {
  const parts: string[] = [];
  const limit = Math.min(text.length, from + longestTable);
  let depth = 0;
  let part = '';
  for (let at = from; at < limit; at++) {
    const character = text[at]!;
    if (character === '-' && text[at + 1] === '-') {
      const end = text.indexOf('\n', at);
      if (end < 0) return { end: at };
      at = end - 1;
    } else if (character === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return { end: at };
      at = end + 1;
    } else if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return { end: at };
      part += text.slice(at, end + 1);
      at = end;
    } else if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else if (character === ')' && depth === 0) {
      parts.push(part.trim());
      return { parts, end: at };
    } else {
      if (character === '(') depth++;
      if (character === ')') depth--;
      part += character;
    }
  }
  return { end: limit };
}

const inlineReference = new RegExp(
  `\\breferences\\s+((?:${identifier}\\s*\\.\\s*)*${identifier})\\s*(?:\\(\\s*(${identifier}))?`,
  'i',
);
const columnStart = new RegExp(
  `^(${identifier})\\s+(${identifier}(?:\\s+varying|\\s+precision|\\s+large\\s+object)?(?:\\s*\\([^)]*\\))?)`,
  'i',
);
const foreignKeyPart = new RegExp(`foreign\\s+key\\s*\\(\\s*(${identifier})`, 'i');
const primaryKeyPart = /primary\s+key\s*(?:clustered\s*|nonclustered\s*)?\(([^)]*)\)/i;

function addPart(table: Table, part: string): void {
  if (constraintStart.test(part)) {
    const reference = referenceIn(part);
    const column = foreignKeyPart.exec(part)?.[1];
    const owner = column === undefined ? undefined : columnOf(table, bare(column));
    if (owner && reference) owner.references = reference;
    for (const key of primaryKeyPart.exec(part)?.[1]?.split(',') ?? []) {
      const primary = columnOf(table, bare(key.trim().split(/\s/)[0]!));
      if (primary) primary.primaryKey = true;
    }
    return;
  }
  const match = columnStart.exec(part);
  if (!match || table.columns.length >= mostColumns) return;
  const reference = referenceIn(part);
  table.columns.push({
    name: bare(match[1]!),
    type: match[2]!.replace(/\s+/g, ' '),
    primaryKey: /\bprimary\s+key\b/i.test(part),
    ...(reference ? { references: reference } : {}),
  });
}

function referenceIn(part: string): { table: string; column?: string } | undefined {
  const match = inlineReference.exec(part);
  if (!match) return undefined;
  return { table: bare(match[1]!), ...(match[2] === undefined ? {} : { column: bare(match[2]) }) };
}

function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find(column => column.name.toLowerCase() === name.toLowerCase());
}

/** The last part of a dotted name, without quotes. */
export function bare(name: string): string {
  const last = name
    .trim()
    .split(/\s*\.\s*/)
    .at(-1)!;
  return last.replace(/^["`[]|["`\]]$/g, '');
}

/** The table as one line of DDL: what a model has seen most often. Names and types stay as they are written. */
export function tableText({ name, columns }: Table, keywords: 'upper' | 'lower' = 'upper'): string {
  const say = (words: string): string => (keywords === 'lower' ? words.toLowerCase() : words);
  const parts = columns.map(column => {
    const key = column.primaryKey ? say(' PRIMARY KEY') : '';
    const { references } = column;
    const target = references
      ? `${say(' REFERENCES ')}${references.table}${references.column ? `(${references.column})` : ''}`
      : '';
    return `${column.name} ${column.type}${key}${target}`;
  });
  return `${say('CREATE TABLE')} ${name} (${parts.join(', ')});`;
}
