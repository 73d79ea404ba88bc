import type { Candidates } from './candidates.ts';
import type { DocumentWords } from './document-words.ts';
import type { ContextLanguage } from './languages.ts';
import type { Import } from './rules.ts';
import type { Without } from './without.ts';
import { directoryOf, type IndexedFile } from './workspace-index.ts';

/** A file that declares what the document brings in or names near the cursor. */
export interface DeclaringFile {
  file: IndexedFile;
  /** 1 on the line beside the cursor, less further away. */
  nearness: number;
}

/** A name that more files than this declare is not one thing. */
const mostDefiners = 4;
const mostFiles = 24;
/** Lines around the cursor whose names are in sight. */
const sightLines = 20;
/** Nearness of what the document brings in but does not name near the cursor. */
const importedNearness = 0.15;
/** Lines of the region that are read for imports. */
const importLines = 400;

/** Files behind the imports and the names in sight, nearest first. */
export function filesInSight(
  document: DocumentWords,
  language: ContextLanguage | undefined,
  view: Without,
): DeclaringFile[] {
  const found = new Map<IndexedFile, number>();
  const raise = (file: IndexedFile, nearness: number): void => {
    if (nearness > (found.get(file) ?? 0)) found.set(file, nearness);
  };
  const from = Math.max(0, document.cursorLine - sightLines);
  const to = Math.min(document.words.length, document.cursorLine + sightLines);
  for (let line = from; line < to; line++) {
    if (line === document.cursorLine) continue;
    const nearness = 1 / (1 + Math.abs(line - document.cursorLine) / 5);
    for (const { term } of document.words[line]!) {
      if (term === undefined) continue;
      const definers = view.definers(term);
      if (definers.length > mostDefiners) continue;
      for (const file of definers) {
        if (file.language.rules.family === language?.rules.family) raise(file, nearness / definers.length);
      }
    }
  }
  for (const imported of importsOf(document, language)) {
    for (const file of filesBehind(imported, view)) raise(file, importedNearness);
  }
  return [...found]
    .map(([file, nearness]) => ({ file, nearness }))
    .sort((a, b) => b.nearness - a.nearness || (a.file.path < b.file.path ? -1 : 1))
    .slice(0, mostFiles);
}

function importsOf(document: DocumentWords, language: ContextLanguage | undefined): Import[] {
  const read = language?.rules.imports;
  if (!read) return [];
  return document.lines.slice(0, importLines).flatMap((line, at) => (at === document.cursorLine ? [] : read(line)));
}

/** The files that an import means: those with its name whose path ends like it; the nearest where several do. */
export function filesBehind(imported: Import, view: Without): IndexedFile[] {
  const named = view.named(imported.name);
  if (named.length === 0) {
    const term = view.find(imported.name);
    const definers = term === undefined ? [] : view.definers(term);
    return definers.length <= mostDefiners ? [...definers] : [];
  }
  const wanted = imported.path.replace(/^(?:\.\.?\/)+/, '').toLowerCase();
  const fitting = named.filter(({ path }) => withoutExtension(path).endsWith(wanted));
  const candidates = fitting.length > 0 ? fitting : named;
  return [...candidates]
    .sort((a, b) => distance(a.path, view.path) - distance(b.path, view.path) || (a.path < b.path ? -1 : 1))
    .slice(0, 1);
}

function withoutExtension(path: string): string {
  return path.toLowerCase().replace(/\.[^./]+$/, '');
}

/** Folders to go up and down from one file to the other. */
function distance(path: string, from: string): number {
  const a = directoryOf(path).split('/');
  const b = directoryOf(from).split('/');
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return a.length + b.length - 2 * shared;
}

/** Counts what those files declare. */
export function weighDeclared(
  declaring: readonly DeclaringFile[],
  document: DocumentWords,
  candidates: Candidates,
): void {
  for (const { file, nearness } of declaring) {
    for (const { term } of file.definitions) {
      if (!document.known.has(term)) candidates.of(term).declared += nearness;
    }
  }
}
