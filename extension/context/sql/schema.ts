import { subwords } from '../subwords.ts';
import type { IndexedFile, WorkspaceIndex } from '../workspace-index.ts';
import type { Column, Table } from './tables.ts';

/** A table of the workspace and the file that declares it. */
export interface KnownTable {
  file: IndexedFile;
  table: Table;
  /** Foreign keys that stand apart are added to the columns. */
  columns: readonly Column[];
}

/** Tables and views of the workspace by name, with the keys between them. Built once for each state of the DDL. */
export class Schema {
  readonly #tables = new Map<string, KnownTable>();
  /** Names of tables whose foreign keys lead to the table. */
  readonly #referring = new Map<string, string[]>();

  constructor(index: WorkspaceIndex) {
    const files = [...index.filesWithTables()].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const file of files) {
      for (const table of file.ddl.tables) {
        const key = table.name.toLowerCase();
        const known = this.#tables.get(key);
        if (!known || known.columns.length < table.columns.length) {
          this.#tables.set(key, { file, table, columns: table.columns.map(column => ({ ...column })) });
        }
      }
    }
    for (const file of files) {
      for (const { table, column, references } of file.ddl.foreignKeys) {
        const owner = this.find(table)?.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
        if (owner && !owner.references) owner.references = references;
      }
    }
    for (const { table, columns } of this.#tables.values()) {
      for (const { references } of columns) {
        if (!references) continue;
        const key = references.table.toLowerCase();
        this.#referring.set(key, [...(this.#referring.get(key) ?? []), table.name]);
      }
    }
  }

  get size(): number {
    return this.#tables.size;
  }

  find(name: string): KnownTable | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  /** Tables that a foreign key joins to this one, by name. */
  joinedTo({ table, columns }: KnownTable): KnownTable[] {
    const names = new Set([
      ...columns.flatMap(({ references }) => (references ? [references.table.toLowerCase()] : [])),
      ...(this.#referring.get(table.name.toLowerCase()) ?? []).map(name => name.toLowerCase()),
    ]);
    names.delete(table.name.toLowerCase());
    return [...names].sort().flatMap(name => this.find(name) ?? []);
  }

  /** Tables whose names and columns fit the words of a sentence, best first. */
  fitting(words: readonly string[], limit: number): KnownTable[] {
    const asked = new Set(words.flatMap(word => subwords(word)).map(singular));
    const scored: { known: KnownTable; score: number }[] = [];
    for (const known of this.#tables.values()) {
      const inName = subwords(known.table.name)
        .map(singular)
        .filter(part => asked.has(part)).length;
      const inColumns = new Set(
        known.columns.flatMap(({ name }) => subwords(name).map(singular)).filter(part => asked.has(part)),
      ).size;
      const score = 2 * inName + inColumns;
      if (inName > 0 || inColumns > 1) scored.push({ known, score });
    }
    scored.sort((a, b) => b.score - a.score || (a.known.table.name < b.known.table.name ? -1 : 1));
    return scored.slice(0, limit).map(({ known }) => known);
  }
}

/** `customers` asks for `customer`: enough for matching. */
function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') && word.length > 3 ? word.slice(0, -1) : word;
}

const schemas = new WeakMap<WorkspaceIndex, { version: number; schema: Schema }>();

export function schemaOf(index: WorkspaceIndex): Schema {
  const known = schemas.get(index);
  if (known?.version === index.ddlVersion) return known.schema;
  const schema = new Schema(index);
  schemas.set(index, { version: index.ddlVersion, schema });
  return schema;
}
