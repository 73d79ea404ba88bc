import { collectContext } from '../../../extension/context/collect.ts';
import { ContextLanguages } from '../../../extension/context/languages.ts';
import type { Tuning } from '../../../extension/context/tuning.ts';
import type { CollectedContext } from '../../../extension/context/types.ts';
import { WorkspaceIndex } from '../../../extension/context/workspace-index.ts';
import { enclosingScopes } from '../../../extension/core/scope.ts';
import { situate } from '../../../extension/core/situation.ts';
import type { WindowBudget } from '../../../extension/core/window.ts';
import { SyntaxTrees } from '../../../extension/engine/syntax.ts';
import { packFor } from '../../../extension/languages/index.ts';
import { packs } from '../../../extension/languages/registry.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { WebGrammars } from '../../../grammars/web.ts';
import type { RecallCase } from './cases.ts';
import type { SourceFile } from './repositories.ts';

const trees = new SyntaxTrees(new WebGrammars(readFromPackages), () => undefined);
const byExtension = new ContextLanguages(packs);

export const languageOf = (path: string): string => byExtension.ofPath(path)?.id ?? 'plaintext';

/** Our context for the cases of one repository, collected as the editor and the command line do. */
export async function ownContext(
  files: readonly SourceFile[],
  window: WindowBudget,
  tuning?: Tuning,
): Promise<(recallCase: RecallCase, budget: number) => CollectedContext> {
  const index = new WorkspaceIndex(new ContextLanguages(packs));
  for (const { path, text } of files) index.set(path, text);
  for (const languageId of new Set(files.map(({ path }) => languageOf(path)))) await trees.load(languageId);
  return ({ path, text, offset }, budget) => {
    const languageId = languageOf(path);
    const place = { path, languageId, prefix: text.slice(0, offset), suffix: text.slice(offset) };
    return collectContext(
      {
        document: { path, text, languageId },
        offset,
        budget,
        window,
        scopes: () => enclosingScopes(situate(place, packFor(languageId), trees.for(languageId))),
        isExcluded: () => false,
      },
      index,
      tuning,
    );
  };
}
