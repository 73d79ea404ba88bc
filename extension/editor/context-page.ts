import * as vscode from 'vscode';
import { situate } from '../core/situation.ts';
import { contextRoom, windowAround, windowBudget } from '../core/window.ts';
import type { Engine } from '../engine/engine.ts';
import { forbiddenBy, modelOf } from '../engine/rules.ts';
import { withoutTree } from '../engine/syntax.ts';
import type { WorkspaceContext } from '../engine/workspace-context.ts';
import { packFor } from '../languages/index.ts';
import { isCompletable, placeAt, rulePathsOf } from './place.ts';
import { settings } from './settings.ts';

const { t } = vscode.l10n;

/** What would be sent for the cursor, item by item with reasons, in words for a person. */
export function contextPage(engine: Engine, context: WorkspaceContext): string {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isCompletable(editor.document)) return t('Put the cursor into a file first.');
  const { rules } = engine.rules;
  if (!rules) return t('The policy is not known yet: nothing would be sent.');
  const { policy } = rules.document;
  const place = placeAt(editor.document, editor.selection.active, undefined);
  if (forbiddenBy(policy, place.languageId, rulePathsOf(editor.document)))
    return t('The policy excludes this file: nothing would be sent.');
  const budget = windowBudget(policy.completion.prompt_tokens);
  const window = windowAround(place, budget);
  const model = modelOf(rules, settings.model());
  const room = contextRoom(policy, model, budget.whole - window.prefix.length - window.suffix.length);
  const situation = situate(place, packFor(place.languageId), withoutTree);
  const { items } = context.collect(situation, window, room);
  const tokens = items.reduce((sum, item) => sum + item.tokens, 0);
  return [
    `# ${t('Context for {0}', place.path)}`,
    '',
    t('{0} characters before the cursor, {1} after it', window.prefix.length, window.suffix.length),
    t('Room for context from elsewhere: {0} characters, as the policy has it for {1}', room, model),
    t('{0} pieces from elsewhere, about {1} tokens', items.length, tokens),
    ...items.flatMap(item => [
      '',
      `## ${item.kind}: ${item.path} (${t('lines {0} to {1}, {2} tokens, score {3}', item.start, item.end, item.tokens, item.score)})`,
      item.reason,
      '',
      fenced(item.text, item.language),
    ]),
    '',
  ].join('\n');
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(match => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
