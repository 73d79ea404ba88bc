import * as vscode from 'vscode';
import { isExcluded } from '../../server/wire/excluded-paths.ts';
import { isDrawn } from '../core/visibility.ts';
import type { Ask } from '../engine/decide.ts';
import type { Engine } from '../engine/engine.ts';
import type { QuietReason, Result } from '../engine/result.ts';
import { documentId, isCompletable, placeAt, rulePathsOf } from './place.ts';
import { settings } from './settings.ts';
import type { Typing } from './typing.ts';

/** Runs when a suggestion has been accepted as a whole; not for people. */
export const acceptedCommand = 'intramural.accepted';

export interface ProviderParts {
  engine: Engine;
  typing: Typing;
  /** The reason that holds for all documents now: switched off, snoozed. */
  pausedBy: () => QuietReason | undefined;
  onCall: (call: Promise<Result>) => void;
}

/** Hands VS Code's question to the engine and the engine's suggestion to VS Code. */
export class Provider implements vscode.InlineCompletionItemProvider {
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    if (!isCompletable(document)) return [];
    const { engine, typing, onCall } = this.#parts;
    const selected = context.selectedCompletionInfo;
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    const version = document.version;
    try {
      const call = engine.complete(this.#ask(document, position, context), controller.signal);
      onCall(call);
      const result = await call;
      if (result.kind !== 'offered' || token.isCancellationRequested || document.version !== version) return [];
      const { suggestion } = result;
      typing.offered(document, position, suggestion.id);
      const range = itemRange(position, selected, suggestion.replaceSuffixLength);
      const item = new vscode.InlineCompletionItem((selected?.text ?? '') + suggestion.text, range);
      item.command = { command: acceptedCommand, title: 'Accepted', arguments: [suggestion.id] };
      return [item];
    } finally {
      subscription.dispose();
    }
  }

  #ask(document: vscode.TextDocument, position: vscode.Position, context: vscode.InlineCompletionContext): Ask {
    const selected = context.selectedCompletionInfo;
    const manual = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const quiet = this.#quiet(document, manual);
    return {
      documentId: documentId(document),
      place: placeAt(document, position, selected),
      otherPaths: rulePathsOf(document),
      trigger: manual ? 'manual' : 'automatic',
      lengthMode: settings.lengthMode(document),
      ...(quiet === undefined ? {} : { quiet }),
      immediate: this.#parts.typing.isImmediate(document),
      isDrawn: ({ text, replaceSuffixLength }) => {
        const range = itemRange(position, selected, replaceSuffixLength);
        return isDrawn({
          line: document.lineAt(position.line).text,
          column: position.character,
          start: range.start.character,
          end: range.end.character,
          text: (selected?.text ?? '') + text,
        });
      },
    };
  }

  #quiet(document: vscode.TextDocument, manual: boolean): QuietReason | undefined {
    if (!vscode.workspace.isTrusted) return 'untrusted-workspace';
    const paused = this.#parts.pausedBy();
    if (paused) return paused;
    if (!settings.enabled(document)) return 'language-disabled';
    const names = rulePathsOf(document);
    const patterns = settings.exclude(document);
    if (names.some(name => isExcluded(name, patterns))) return 'path-disabled';
    if (!manual && !settings.automatic(document)) return 'disabled-automatic';
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== document) return undefined;
    if (editor.selections.length > 1) return 'multiple-cursors';
    return editor.selection.isEmpty ? undefined : 'selection';
  }
}

function itemRange(
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
  replaceSuffixLength: number,
): vscode.Range {
  return new vscode.Range(selected?.range.start ?? position, position.translate(0, replaceSuffixLength));
}
