import type { ContextItem } from '../../server/wire/completion.ts';
import { cutOffSignatures, enclosingScopes } from '../core/scope.ts';
import type { Situation } from '../core/situation.ts';
import type { Window } from '../core/window.ts';

/** A piece of context with why it was chosen, for whoever asks; the reason stays in the editor. */
export type CollectedItem = ContextItem & { reason?: string; score?: number };

/** Where context beside the document's window comes from. */
export interface ContextSource {
  /** Names the state of everything that `items` draws on; cheap, for it is asked at each key. */
  version(documentId: string): string;
  /** Pieces in the order of the prompt, within the number of characters. */
  items(situation: Situation, window: Window, characters: number, signal: AbortSignal): Promise<CollectedItem[]>;
  /** Whether a word stands anywhere in the workspace; absent, or undefined, where there is none to ask. */
  knows?(word: string): boolean | undefined;
}

/** What surrounds the cursor in its own file and was cut off by the window. */
export const enclosingContext: ContextSource = {
  version: () => '',
  items: async (situation, window) => {
    if (window.start === 0) return [];
    const text = cutOffSignatures(enclosingScopes(situation), window.start);
    if (text === '') return [];
    return [{ kind: 'enclosing', path: situation.path, language: situation.languageId, text }];
  },
};
