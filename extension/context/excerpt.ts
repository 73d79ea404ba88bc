import type { IndexedFile, WorkspaceIndex } from './workspace-index.ts';

/** Longest line that is shown; the rest of it is data. */
export const longestShownLine = 200;

/** A line of a file as the model is shown it, without its indentation; empty where it says nothing. */
export function shownLine(index: WorkspaceIndex, file: IndexedFile, line: number): string {
  const text = index.linesOf(file)[line];
  return text === undefined ? '' : text.trim().slice(0, longestShownLine);
}

/** Lines already chosen, by file. */
export class ShownLines {
  readonly #byFile = new Map<IndexedFile, Set<number>>();

  has(file: IndexedFile, line: number): boolean {
    return this.#byFile.get(file)?.has(line) === true;
  }

  copy(): ShownLines {
    const copy = new ShownLines();
    for (const [file, lines] of this.#byFile) copy.#byFile.set(file, new Set(lines));
    return copy;
  }

  add(file: IndexedFile, line: number): void {
    const lines = this.#byFile.get(file);
    if (lines) lines.add(line);
    else this.#byFile.set(file, new Set([line]));
  }
}
