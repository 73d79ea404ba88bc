import * as vscode from 'vscode';
import { enteredByHand, enteredOtherwise } from '../core/entered.ts';
import { toLineFeeds } from '../core/text.ts';
import type { Engine } from '../engine/engine.ts';
import type { EnteredCharacters } from '../engine/entered.ts';
import { forbiddenBy } from '../engine/rules.ts';
import { isCompletable, rulePathsOf } from './place.ts';

/**
 * Counts what a change brings into a document that suggestions are made in; of others, and before the policy is known,
 * nothing is counted.
 * @param accepted characters of it that an accept of ours has put there
 */
export function countEntered(
  entered: EnteredCharacters,
  engine: Engine,
  { document, contentChanges, reason }: vscode.TextDocumentChangeEvent,
  accepted: number,
): void {
  const { rules } = engine.rules;
  if (!rules || contentChanges.length === 0 || !isCompletable(document)) return;
  if (forbiddenBy(rules.document.policy, document.languageId, rulePathsOf(document))) return;
  const insertions = contentChanges.map(({ text, rangeLength }) => ({
    text: toLineFeeds(text),
    replaced: rangeLength,
  }));
  entered.add(document.languageId, countsOf());

  function countsOf() {
    // Nobody types into a document and leaves it as it is on disk: it was read anew.
    const fromDisk = !document.isDirty && !document.isUntitled && reason === undefined;
    if (fromDisk) return enteredOtherwise(insertions, 'from_outside');
    const byHand = reason === undefined && vscode.window.activeTextEditor?.document === document;
    return byHand ? enteredByHand(insertions, accepted) : enteredOtherwise(insertions, 'by_editor');
  }
}
