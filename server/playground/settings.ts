import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { VsCodeFolders } from './vscode-server.ts';

/** Settings of a VS Code that asks nobody outside and keeps quiet; its user may change them. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
} as const;

/** Settings that VS Code takes from its user: written once, then the user's own. */
export async function writeUserSettingsOnce(folders: VsCodeFolders, settings: object): Promise<void> {
  const file = join(folders.userData, 'User', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { flag: 'wx' }).catch(error => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

/**
 * Machine-scoped settings, which VS Code takes neither from a workspace nor from a synchronised user: ours are set, what
 * else is there stays. A file that is not plain JSON is written anew.
 */
export async function writeMachineSettings(folders: VsCodeFolders, settings: object): Promise<void> {
  const file = join(folders.userData, 'Machine', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  const present = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));
  await writeFile(file, `${JSON.stringify({ ...present, ...settings }, null, 2)}\n`);
}
