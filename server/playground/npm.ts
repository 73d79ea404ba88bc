import { spawn } from 'node:child_process';
import { CommandError } from '../cli/command.ts';

/** Lines of npm's own words that an error repeats. */
const wordsKept = 8;

/**
 * `npm ci` in the folder, which holds package.json and package-lock.json: exactly the locked parts, each verified by its
 * SHA-512, from the registry (or mirror) that the user's npm is set to. No package runs code of its own.
 * @throws {CommandError} with npm's own words
 */
export async function installLocked(folder: string): Promise<void> {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  // code-server asks for the Node that is among the parts, not for the one that runs npm.
  const child = spawn('npm', ['ci', '--engine-strict=false', '--include=optional', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  }).catch(error => {
    throw new CommandError(`npm can't be started: ${(error as Error).message}`, {
      mend: 'Install npm (it comes with Node) and make sure that it is on the path.',
    });
  });
  if (code === 0) return;
  const said = words.trim().split('\n').slice(0, wordsKept).join('\n  ');
  throw new CommandError(`npm could not fetch the parts of VS Code (exit ${code}):\n  ${said}`, {
    mend: 'Check that npm reaches its registry (npm ping) or is set to your mirror, then run the command again: npm keeps what it has fetched.',
  });
}
