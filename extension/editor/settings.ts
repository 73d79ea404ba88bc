import * as vscode from 'vscode';
import type { LengthMode } from '../core/multiline.ts';

const section = 'intramural';

/** Read when asked for, so that a change holds from the next key on. */
export const settings = {
  proxyUrl: (): string => get('proxyUrl', 'http://127.0.0.1:7411'),
  caFile: (): string => get('caFile', ''),
  model: (): string | undefined => get('model', '') || undefined,
  telemetry: (): boolean => get('telemetry.enabled', true),
  automatic: (document: vscode.TextDocument): boolean => get('automatic', true, document),
  enabled: (document: vscode.TextDocument): boolean => get('enabled', true, document),
  lengthMode: (document: vscode.TextDocument): LengthMode => get('lengthMode', 'auto', document),

  /** Everybody's patterns together: a workspace may close paths, it cannot open those that its user has closed. */
  exclude: (document?: vscode.TextDocument): string[] => {
    const found = vscode.workspace.getConfiguration(section, document).inspect<string[]>('exclude');
    const workspace = vscode.workspace.isTrusted ? [found?.workspaceValue, found?.workspaceFolderValue] : [];
    return [found?.defaultValue, found?.globalValue, ...workspace]
      .flatMap(patterns => (Array.isArray(patterns) ? patterns : []))
      .filter(pattern => typeof pattern === 'string' && !pattern.startsWith('!'));
  },
};

/** Settings that lead to another proxy, another trust or another model. */
export function affectsConnection(event: vscode.ConfigurationChangeEvent): boolean {
  return ['proxyUrl', 'caFile', 'model'].some(name => event.affectsConfiguration(`${section}.${name}`));
}

function get<T>(name: string, otherwise: T, document?: vscode.TextDocument): T {
  return vscode.workspace.getConfiguration(section, document).get<T>(name) ?? otherwise;
}
