import { subwords } from '../subwords.ts';
import type { Without } from '../without.ts';
import type { WorkspaceIndex } from '../workspace-index.ts';
import { type Column, type Ddl, noDdl, type Table } from './tables.ts';

/** What one file declares. */
export interface DeclaredTables {
  path: string;
  ddl: Ddl;
}

/** A table of the workspace and the file that declares it. */
export interface KnownTable {
  path: string;
  table: Table;
  /** Foreign keys that stand apart are added to the columns. */
  columns: readonly Column[];
}

/** Tables and views of the workspace by name, with the keys between them. */
export class Schema {
  readonly #tables = new Map<string, KnownTable>();
  /** Names of tables whose foreign keys lead to the table. */
  readonly #referring = new Map<string, string[]>();

  constructor(files: Iterable<DeclaredTables>) {
    const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, ddl } of sorted) {
      for (const table of ddl.tables) {
        const key = table.name.toLowerCase();
        const known = this.#tables.get(key);
        if (!known || known.columns.length < table.columns.length) {
          this.#tables.set(key, { path, table, columns: table.columns });
        }
      }
    }
    for (const { ddl } of sorted) {
      for (const { table, column, references } of ddl.foreignKeys) {
        const known = this.find(table);
        const owner = known?.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
        if (!known || !owner || owner.references) continue;
        const columns = known.columns.map(other => (other === owner ? { ...owner, references } : other));
        this.#tables.set(table.toLowerCase(), { ...known, columns });
      }
    }
    for (const { table, columns } of this.#tables.values()) {
      for (const { references } of columns) {
        if (!references) continue;
        const key = references.table.toLowerCase();
        const referring = this.#referring.get(key);
        if (referring) referring.push(table.name);
        else this.#referring.set(key, [table.name]);
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

/** Built once for each state of the DDL. */
interface Built {
  version: number;
  /** Whose tables are left out. */
  path: string | undefined;
  schema: Schema;
}
const schemas = new WeakMap<WorkspaceIndex, Built>();

/** The schema as the document sees it: what it declares now counts, and nothing that its saved version did. */
export function schemaFor(view: Without, declared: Ddl): Schema {
  const { index, file } = view;
  const path = file && file.ddl !== noDdl ? file.path : undefined;
  const others = (): DeclaredTables[] => [...index.filesWithTables()].filter(other => other !== file);
  if (declared !== noDdl) return new Schema([...others(), { path: view.path, ddl: declared }]);
  const known = schemas.get(index);
  if (known?.version === index.ddlVersion && known.path === path) return known.schema;
  const schema = new Schema(others());
  schemas.set(index, { version: index.ddlVersion, path, schema });
  return schema;
}
