import { stat } from 'node:fs/promises';
import { CommandError } from '../cli/command.ts';
import { catalog } from './catalog.ts';
import { ensureModel } from './ensure.ts';
import { SourceFailure } from './failure.ts';
import { readGguf } from './gguf.ts';
import { sha256OfFile } from './hash.ts';
import { silent } from './progress.ts';
import { templateOf } from './template.ts';

export interface Verified {
  path: string;
  sha256: string;
  bytes: number;
  /** Who vouches for the hash: our list, the bank's own pin, or nobody. */
  pinned_by: 'list' | 'INTRAMURAL_MODEL_SHA256' | null;
  architecture: string | null;
  template: string | null;
  context_tokens: number | null;
  holds: boolean;
  problem: string | null;
  mend: string;
}

/** Hashes a model and reads its header. Fetches nothing. @throws {CommandError} where there is none. */
export async function verifyModel(
  given: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ line: string; value: Verified }> {
  const path = given ?? (await ensureModel({ env, reporter: silent, allowFetch: false })).path;
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new CommandError(`There is no file ${path}.`, { mend: 'Check the path.' });
  const sha256 = await sha256OfFile(path);
  const pin = env.INTRAMURAL_MODEL_SHA256?.trim().toLowerCase();
  const value: Verified = {
    path,
    sha256,
    bytes: found.size,
    pinned_by: null,
    architecture: null,
    template: null,
    context_tokens: null,
    holds: true,
    problem: null,
    mend: 'Fetch it again, or correct the pinned hash if the file was changed on purpose.',
  };
  if (catalog.some(model => model.sha256 === sha256)) value.pinned_by = 'list';
  else if (pin === sha256) value.pinned_by = 'INTRAMURAL_MODEL_SHA256';
  else if (pin) value.problem = `its SHA-256 is not the pinned ${pin}`;
  try {
    const header = await readGguf(path);
    value.architecture = header.architecture;
    value.template = templateOf(header);
    value.context_tokens = header.contextTokens;
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    value.problem = error.message;
  }
  value.holds = value.problem === null;
  return { line: describe(value), value };
}

function describe(value: Verified): string {
  const vouched = { list: 'as on the built-in list', INTRAMURAL_MODEL_SHA256: 'as INTRAMURAL_MODEL_SHA256 says' };
  const lines = [
    value.path,
    `  SHA-256       ${value.sha256} (${value.pinned_by ? vouched[value.pinned_by] : 'not pinned'})`,
    `  size          ${value.bytes} bytes`,
    `  architecture  ${value.architecture ?? 'unknown'}`,
    `  template      ${value.template ?? 'unknown'}`,
    `  context       ${value.context_tokens ?? 'unknown'} tokens`,
  ];
  if (value.problem) lines.push(`  problem       ${value.problem}`);
  return `${lines.join('\n')}\n`;
}
