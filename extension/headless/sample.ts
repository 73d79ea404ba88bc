import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../server/cli/command.ts';
import type { SampleCompletion } from '../../server/start/commands.ts';
import { toLineFeeds } from '../core/text.ts';
import { completeOnce } from './complete.ts';

/** The first try of the sample workspace: a method in the style of the one above it. */
const sample = {
  path: 'java/lindenbank/account/Account.java',
  below: '// Try 1:',
  typed: '    public void withdraw(',
} as const;

/** Asks for the sample's completion through the whole path. @throws {CommandError} where none comes, with the reason. */
export async function completeSample(workspace: string, proxy: string, token: string): Promise<SampleCompletion> {
  const lines = toLineFeeds(readFileSync(join(workspace, sample.path), 'utf8')).split('\n');
  const at = lines.findIndex(line => line.trimStart().startsWith(sample.below)) + 1;
  const place = {
    prefix: [...lines.slice(0, at), sample.typed].join('\n'),
    suffix: `\n${lines.slice(at + 1).join('\n')}`,
    path: sample.path,
    languageId: 'java',
  };
  const result = await completeOnce(place, { proxy, token });
  if (result.kind !== 'offered') {
    const why = result.kind === 'failed' ? result.message : `the model suggested nothing (${result.reason})`;
    throw new CommandError(`The proxy runs, but the first completion failed: ${why}`, {
      mend: 'npx --no-install intramural doctor looks for the cause.',
    });
  }
  const { head, stages, firstTextMs } = result.trace;
  return {
    before: sample.typed,
    suggestion: result.suggestion.text,
    fileName: sample.path,
    auditId: head?.audit_id ?? null,
    firstTokenMs: firstTextMs,
    totalMs: Math.max(...stages.map(stage => stage.to)),
  };
}
