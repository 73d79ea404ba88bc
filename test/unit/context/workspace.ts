import { collectContext } from '../../../extension/context/collect.ts';
import { ContextLanguages } from '../../../extension/context/languages.ts';
import type { CollectRequest, ContextItem } from '../../../extension/context/types.ts';
import { WorkspaceIndex } from '../../../extension/context/workspace-index.ts';
import { packs } from '../../../extension/languages/registry.ts';

export type Files = Readonly<Record<string, string>>;

export const languages = new ContextLanguages(packs);

export function indexOf(files: Files): WorkspaceIndex {
  const index = new WorkspaceIndex(languages);
  for (const [path, text] of Object.entries(files)) index.set(path, text);
  return index;
}

/** Collects at the `█` of a document, which may stand in the index with other text. */
export function collectAt(
  path: string,
  marked: string,
  index: WorkspaceIndex,
  options: Partial<CollectRequest> = {},
): ContextItem[] {
  const offset = marked.indexOf('█');
  const text = marked.replace('█', '');
  return collectContext(
    {
      document: { path, text, languageId: languages.ofPath(path)?.id ?? 'plaintext' },
      offset,
      budget: 1024,
      window: { prefix: 4000, suffix: 2000 },
      isExcluded: () => false,
      ...options,
    },
    index,
  ).items;
}

export const shown = (items: readonly ContextItem[]): string => items.map(({ text }) => text).join('\n');
