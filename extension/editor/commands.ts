import * as vscode from 'vscode';
import type { StatusBar } from './status-bar.ts';

const { t } = vscode.l10n;

export interface Actions {
  enable(): Promise<void>;
  disable(): Promise<void>;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  openConsole(): Promise<void>;
  showLog(): void;
  retry(): Promise<void>;
  explain(): Promise<void>;
  showContext(): Promise<void>;
  snooze(): Promise<void>;
  diagnose(): Promise<void>;
  record(): Promise<void>;
  accepted(suggestionId: string): void;
  isEnabled(): boolean;
}

export const menuCommand = 'intramural.menu';

export function registerCommands(actions: Actions, statusBar: () => StatusBar): vscode.Disposable[] {
  const register = vscode.commands.registerCommand;
  return [
    register('intramural.enable', () => actions.enable()),
    register('intramural.disable', () => actions.disable()),
    register('intramural.trigger', () => trigger()),
    register('intramural.signIn', () => actions.signIn()),
    register('intramural.signOut', () => actions.signOut()),
    register('intramural.openConsole', () => actions.openConsole()),
    register('intramural.showLog', () => actions.showLog()),
    register('intramural.explain', () => actions.explain()),
    register('intramural.showContext', () => actions.showContext()),
    register('intramural.snooze', () => actions.snooze()),
    register('intramural.diagnose', () => actions.diagnose()),
    register('intramural.record', () => actions.record()),
    register('intramural.accepted', (id: unknown) => {
      if (typeof id === 'string') actions.accepted(id);
    }),
    register(menuCommand, () => openMenu(actions, statusBar().status)),
  ];
}

async function trigger(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

async function openMenu(actions: Actions, status: StatusBar['status']): Promise<void> {
  const items: (vscode.QuickPickItem & { run: () => Promise<void> | void })[] = [];
  if (status.kind === 'offline') {
    items.push(
      { label: t('$(sync) Try again now'), run: () => actions.retry() },
      { label: t('$(pulse) Diagnose the connection'), run: () => actions.diagnose() },
    );
  }
  if (status.kind === 'signed-out') items.push({ label: t('$(account) Sign in'), run: () => actions.signIn() });
  items.push({ label: t('$(question) Why this? Why nothing?'), run: () => actions.explain() });
  items.push({ label: t('$(list-tree) Show context'), run: () => actions.showContext() });
  if (actions.isEnabled()) {
    items.push(
      { label: t('$(lightbulb) Suggest here'), run: trigger },
      { label: t('$(bell-slash) Snooze'), run: () => actions.snooze() },
      { label: t('$(circle-slash) Disable'), run: () => actions.disable() },
    );
  } else items.push({ label: t('$(check) Enable'), run: () => actions.enable() });
  items.push(
    { label: t('$(graph) Open the console'), run: () => actions.openConsole() },
    { label: t('$(output) Show the log'), run: () => actions.showLog() },
    { label: t('$(gear) Settings'), run: openSettings },
  );
  const picked = await vscode.window.showQuickPick(items, { title: 'Intramural', placeHolder: status.detail });
  await picked?.run();
}

async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:intramural.intramural');
}
