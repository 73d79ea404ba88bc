import { CommandError } from '../cli/command.ts';

/** What decides whether the playground's VS Code can run. */
export interface Machine {
  platform: string;
  arch: string;
  /** Version of the GNU C library; undefined where there is another one. */
  glibc: string | undefined;
}

export function thisMachine(): Machine {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: report.header.glibcVersionRuntime };
}

/** @throws {CommandError} where the playground's VS Code does not run, with what to do instead. */
export function requireSupported({ platform, arch, glibc }: Machine, vsix: string): void {
  if (platform === 'linux' && arch === 'x64' && glibc !== undefined) return;
  const here = platform === 'linux' && arch === 'x64' ? 'linux x64 without the GNU C library' : `${platform} ${arch}`;
  throw new CommandError(`The playground's VS Code runs on Linux x64 only; this is ${here}.`, {
    mend: `Install the extension in your own VS Code instead: code --install-extension ${vsix}\nThe sample workspace is the folder server/playground/workspace of this checkout.`,
  });
}
