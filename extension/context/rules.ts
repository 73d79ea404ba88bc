/** The context side of a language pack: which files are its own, what it brings in, and what it declares. */

/** What a line declares. A `type` opens members; `field` covers constants, columns and data items. */
export type DefinitionKind = 'type' | 'function' | 'field';

export interface DefinitionRule {
  kind: DefinitionKind;
  /** Tried on one line of code; its group `name` is the declared name. */
  pattern: RegExp;
}

/** Something the file brings in by name: a type, a module, a header, a copybook. */
export interface Import {
  /** As it would be looked up: the last part, without extension (`ISOMsg`, `utils`, `CVACT01Y`). */
  name: string;
  /** The whole of what was written, with `/` between its parts where the language has parts. */
  path: string;
}

/** A declaration in the document itself. */
export interface OwnLine {
  /** From 0. */
  line: number;
  name: string;
  text: string;
}

/** What begins code in a string: up to the bracket that closes it, or one name. */
export type Interpolation = '${' | '$(' | '{' | '$name';

export interface ContextRules {
  /** Languages of one family see each other's names (Java and Kotlin; C and C++). */
  family: string;
  /** File name extensions in lower case, without the dot, each with the VS Code language id it stands for. */
  extensions: Readonly<Record<string, string>>;
  definitions: readonly DefinitionRule[];
  /** What a line of code brings in. */
  imports?: (line: string) => readonly Import[];
  /** Words may hold hyphens (COBOL). */
  hyphens?: boolean;
  /** Stands before a name where it is used and is no part of it (shell's `$`). */
  sigil?: string;
  /** What begins code in a string that opens so; the three characters before the quote come with it (`f"`, `$@"`). */
  interpolation?: (opening: string) => readonly Interpolation[];
  /**
   * Blanks what is not program text (columns, comment lines), at equal length, before words are read from it. Line ends
   * stay.
   */
  mask?: (text: string) => string;
  /**
   * What the document makes of the text of files that it brings in, by their names in lower case without extension
   * (`COPY … REPLACING`). Lines count from 0.
   */
  broughtIn?: (lines: readonly string[], cursorLine: number) => ReadonlyMap<string, (text: string) => string>;
  /** Declarations of the document itself that may be wanted in the statement at the cursor, wherever they stand above it. */
  ownLines?: (above: string, before: string) => { statement: string; lines: readonly OwnLine[] } | undefined;
}
