import { collectContext } from '../context/collect.ts';
import { byScript, charactersPerToken } from '../context/token-estimate.ts';
import type { CollectedContext, Diagnostic, KnowledgeFile, RecentEdit } from '../context/types.ts';
import type { WorkspaceIndex } from '../context/workspace-index.ts';
import { enclosingScopes } from '../core/scope.ts';
import type { Situation } from '../core/situation.ts';
import type { Window } from '../core/window.ts';
import { type CollectedItem, type ContextSource, enclosingContext } from './collect.ts';

/** What an editor knows of its workspace. */
export interface WorkspaceView {
  index(): WorkspaceIndex;
  /** Every file of the workspace has been read once: what the index does not know is not there. */
  isWhole(): boolean;
  /** Names the state of all that is read here; changes when a batch of changes has been taken in. */
  version(): string;
  /** By every rule there is. Asked for each item. */
  isExcluded(path: string): boolean;
  recentEdits(): readonly RecentEdit[];
  diagnostics(path: string): readonly Diagnostic[];
  knowledge(): readonly KnowledgeFile[];
}

/**
 * Tokens by which the budget moves. The room that the window leaves changes with every key; the items must not.
 */
const budgetStep = 64;

/** Context from the document's own cut-off scopes and from the workspace. */
export class WorkspaceContext implements ContextSource {
  readonly #view: WorkspaceView;

  constructor(view: WorkspaceView) {
    this.#view = view;
  }

  version(): string {
    return this.#view.version();
  }

  async items(situation: Situation, window: Window, characters: number, signal: AbortSignal): Promise<CollectedItem[]> {
    // A model that is given nothing of the workspace is told all the same what it stands in.
    if (characters < charactersPerToken * budgetStep) {
      return enclosingContext.items(situation, window, characters, signal);
    }
    const { items } = this.collect(situation, window, characters);
    return items.map(({ kind, path, language, text, reason, score }) => ({
      kind,
      path,
      language,
      text,
      reason,
      score,
    }));
  }

  knows(word: string): boolean | undefined {
    const index = this.#view.index();
    if (!this.#view.isWhole() || index.fileCount === 0) return undefined;
    // Languages that know no case have their names in lower case.
    return (index.find(word) ?? index.find(word.toLowerCase())) !== undefined;
  }

  /** The same, with all that is known of each item. */
  collect(place: Situation, window: Pick<Window, 'prefix' | 'suffix'>, characters: number): CollectedContext {
    const { prefix, suffix, path, languageId } = place;
    const view = this.#view;
    const budget = Math.floor(Math.max(0, characters) / charactersPerToken / budgetStep) * budgetStep;
    return collectContext(
      {
        document: { path, languageId, text: prefix + suffix },
        offset: prefix.length,
        budget,
        window: { prefix: window.prefix.length, suffix: window.suffix.length },
        scopes: () => enclosingScopes(place),
        estimateTokens: byScript,
        recentEdits: view.recentEdits(),
        // Lines of a document that is cut are not those of the editor.
        diagnostics: place.cut ? [] : view.diagnostics(path),
        knowledge: view.knowledge(),
        isExcluded: this.#isExcluded,
      },
      view.index(),
    );
  }

  /** One function for all calls: what was collected for a place is known again by it. */
  readonly #isExcluded = (path: string): boolean => this.#view.isExcluded(path);
}
