import type * as vscode from 'vscode';
import { start } from './editor/extension.ts';

let running: ReturnType<typeof start> | undefined;

export function activate(context: vscode.ExtensionContext): void {
  running = start(context);
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}
