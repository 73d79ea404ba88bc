import type { Scope } from '../core/scope.ts';
import type { WindowBudget } from '../core/window.ts';

/** What goes into collecting context and what comes out. Offsets are UTF-16 units; lines are counted from 1. */

export interface ContextDocument {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** VS Code language id. */
  languageId: string;
  /** As it stands in the editor, saved or not. */
  text: string;
}

export type ContextKind =
  /** The signatures around the cursor that the window has cut off. */
  | 'scope'
  /** What the workspace's knowledge files say. */
  | 'knowledge'
  /** Tables, with their columns and keys. */
  | 'schema'
  /** Data items of a copybook that the program brings in. */
  | 'copybook'
  /** Declarations in files behind imports and types in sight. */
  | 'definition'
  /** Members of what stands before the dot. */
  | 'member'
  /** Code that goes on from lines like those before the cursor. */
  | 'similar'
  /** Lines that hold names likely to be needed here. */
  | 'related'
  /** What was changed last. */
  | 'edit'
  /** What the compiler says near the cursor. */
  | 'diagnostic';

export interface ContextItem {
  kind: ContextKind;
  path: string;
  /** VS Code language id. */
  language: string;
  /** First and last line of the file that the text was taken from; lines between may be left out. */
  start: number;
  end: number;
  text: string;
  /** Why it was chosen, in words for the person who asks. */
  reason: string;
  /** Expected use: 0 to 1, to compare items of one answer. */
  score: number;
  tokens: number;
}

export interface RecentEdit {
  path: string;
  /** First line of the edited lines as they stand now. */
  line: number;
  /** The lines as they stand now. */
  text: string;
}

export interface Diagnostic {
  line: number;
  message: string;
}

/** A file that the workspace names as knowledge for the model (`.intramural/knowledge/*.md`). */
export interface KnowledgeFile {
  path: string;
  text: string;
}

export interface CollectRequest {
  document: ContextDocument;
  /** Of the cursor in the document. */
  offset: number;
  /** Tokens for all items together. */
  budget: number;
  /** Characters of the document that the window shows before and behind the cursor. */
  window: WindowBudget;
  /** The declarations around the cursor, outermost first. Asked only where the window has cut off the document's beginning. */
  scopes?: () => readonly Scope[];
  estimateTokens?: (text: string) => number;
  /** Newest first. */
  recentEdits?: readonly RecentEdit[];
  diagnostics?: readonly Diagnostic[];
  knowledge?: readonly KnowledgeFile[];
  /** Whether a path must not be shown to the model. Asked again for each item, after all else. */
  isExcluded: (path: string) => boolean;
}

export interface CollectedContext {
  /** What the window shows of the document. */
  prefix: string;
  suffix: string;
  /** In the order in which they go into the prompt: what stays the same while one types in one place comes first. */
  items: ContextItem[];
}
