import { collectContext } from './collect.ts';
import type { WorkspaceIndex } from './workspace-index.ts';

/** Places at which context is collected: after so many the code that does it is compiled. */
const places = 24;
const request = { budget: 1024, window: { prefix: 4000, suffix: 1500 }, isExcluded: () => false };

/**
 * Collects context in the middle of some of the workspace's own files and throws it away, a place a step: the first keys
 * should not wait for what JavaScript compiles on its first uses. Changes nothing that is collected later.
 */
export function* warmUp(index: WorkspaceIndex): Generator<void> {
  const files = [...index.files()];
  const step = Math.max(1, Math.floor(files.length / places));
  for (let at = 0; at < files.length; at += step) {
    const { path, language, lineCount } = files[at]!;
    if (!index.has(path)) continue;
    const lines = index.linesOf(files[at]!);
    const offset = lines.slice(0, Math.floor(lineCount / 2)).join('\n').length;
    collectContext({ ...request, document: { path, languageId: language.id, text: lines.join('\n') }, offset }, index);
    yield;
  }
}
