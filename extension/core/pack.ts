import type { ContextRules } from '../context/rules.ts';
import type { Lexical } from './lexical.ts';
import type { Scope } from './scope.ts';

/** How a language shows where a block ends. */
export type BlockStyle = 'brackets' | 'indentation' | 'words';

/** What the syntax tree of a language calls the things that completion asks about. */
export interface Syntax {
  /** Id in `grammars/manifest.json`. */
  grammar: string;
  /** Grammars of single language ids, where they differ; null where there is none for it. */
  grammarFor?: Readonly<Record<string, string | null>>;
  /** Dialects go beyond the grammar: errors in its trees say nothing of the text. */
  dialects?: boolean;
  /** Declarations that a window should name when it cuts them off, each with the field, or the kind of child, that is its body. */
  scopes: Readonly<Record<string, string>>;
  /** Nodes that hold statements or members: an empty one asks for more than a line. */
  blocks: readonly string[];
  comments: readonly string[];
  strings: readonly string[];
}

/** Keywords that mean the same in capitals and small letters, so that a file's habit is kept. */
export interface KeywordCase {
  /** Finds each word; also each string, quoted name and comment, as one piece. Global. */
  keywords: RegExp;
  /** Whether what was found at `at` of the text is a keyword, and can be no name. */
  isKeyword(found: string, text: string, at: number): boolean;
}

/** All that is particular to a language. One folder, one registration; adding one touches no other file. */
export interface LanguagePack {
  /** Name for people. */
  name: string;
  /** VS Code language ids that it serves. */
  languageIds: readonly string[];
  lexical: Lexical;
  blocks: BlockStyle;
  /** A line that opens a block by its form alone, where the language has no brackets for it. */
  opensBlock?: RegExp;
  /** Begins with one of these: the line goes on with the block before it (`else`, `catch`), it doesn't begin a new one. */
  continuesBlock?: RegExp;
  /** A line that goes on with the statement before it (`.method()` on a line of its own). */
  continuesStatement?: RegExp;
  /** Statements that run over lines without brackets, up to their own end (SQL's `SELECT … ;`). */
  longStatement?: { begins: RegExp; ends: RegExp };
  /** The language's own column rule: the last column (counted from 1) that program text may use in this document. */
  lastColumn?: (document: { prefix: string; suffix: string; path: string }) => number | undefined;
  keywordCase?: KeywordCase;
  /** Comments and strings in which a suggestion is welcome all the same (SQL in a string, a SQL comment's next line). */
  welcomeIn?: readonly ('comment' | 'string')[];
  syntax?: Syntax;
  /** The declarations that the end of a text stands in, outermost first, where no tree says so. */
  scopesAt?: (prefix: string) => Scope[];
  /** What the language's files bring in and declare, for context from the workspace. */
  context?: ContextRules;
}
