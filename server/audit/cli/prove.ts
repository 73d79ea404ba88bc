import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, exit } from '../../cli/command.ts';
import { dataDirectory } from '../../data.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { tailLine } from '../describe.ts';
import { parseVerifier, type VerifierKey, verifierFromPem } from '../note.ts';
import { checkProof, ProofUnavailable, proveConsistency, proveRecord } from '../prove.ts';
import { AuditReader } from '../read.ts';
import { writeSite } from '../resources.ts';
import { verificationLines } from '../verify/describe.ts';
import { nothing, verifyLog } from '../verify/verify.ts';
import { logDirectory, print, printJson } from './shared.ts';

/** The commands that prove: all of them read files and public keys, and ask nobody. */

interface KeyOptions {
  key: string[];
  witnessKey: string[];
}

/**
 * Public keys out of files of one key a line; this machine's own gateway where none is named.
 * @param pemName what a key in PEM, which has no name of its own, is called.
 */
async function readKeys(files: string[], pemName: string | null): Promise<VerifierKey[]> {
  const keys: VerifierKey[] = [];
  for (const file of files) {
    try {
      const text = await readFile(file, 'utf8');
      if (pemName !== null && text.includes('BEGIN PUBLIC KEY')) {
        keys.push(verifierFromPem(pemName, text));
        continue;
      }
      const lines = text.split('\n').filter(line => line.trim() !== '');
      if (lines.length === 0) throw new Error('there is no key in it');
      keys.push(...lines.map(parseVerifier));
    } catch (error) {
      throw new CommandError(`${file}: ${(error as Error).message}`, {
        mend: 'A public key is one line, name+id+base64, as in <data>/keys/audit-gateway.vkey.',
        exitCode: exit.usage,
        cause: error,
      });
    }
  }
  return keys;
}

/** @param origin name of the log, for keys in PEM. */
async function keysOf(
  options: KeyOptions,
  origin: string | null = null,
): Promise<{ keys: VerifierKey[]; witnesses: VerifierKey[] }> {
  const own = join(dataDirectory(), 'keys', 'audit-gateway.vkey');
  const keys = await readKeys(options.key.length > 0 ? options.key : [own], origin);
  return { keys, witnesses: await readKeys(options.witnessKey, null) };
}

interface VerifyCommandOptions extends KeyOptions {
  checkpoint: string[];
  archive?: string;
  schema?: boolean;
  json?: boolean;
  details?: boolean;
}

export async function verify(given: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const directory = logDirectory(given);
  const { keys, witnesses } = await keysOf(options, await originIn(directory));
  const checkpoints = await Promise.all(options.checkpoint.map(readGiven));
  const { archive, schema = false } = options;
  const missing = await absence(directory);
  const result = missing
    ? { ...nothing, first_bad: { index: null, reason: missing } }
    : await verifyLog(directory, { keys, witnesses, checkpoints, schema, ...(archive && { archive }) });
  const { ok, size, root, first_bad, erased } = result;
  if (options.json) printJson(options.details ? result : { ok, size, root, first_bad, erased });
  else for (const line of verificationLines(directory, result)) print(line);
  if (!result.ok) process.exitCode = exit.failed;
}

/** Why there is no log to verify at all; null where there is one. */
async function absence(directory: string): Promise<string | null> {
  const names = await readdir(directory).catch(() => null);
  if (names === null) return `${directory} is no folder that can be read`;
  if (names.includes('segments') || names.includes('checkpoint')) return null;
  const logs = names.includes('audit') ? join(directory, 'audit') : directory;
  return `${directory} holds neither a checkpoint nor segments; a log is the folder of one writer, such as ${join(logs, 'gateway')}`;
}

/** What the log's own checkpoint calls the log; believed by nobody until a key has proved it. */
async function originIn(directory: string): Promise<string | null> {
  const text = await readFile(join(directory, 'checkpoint'), 'utf8').catch(() => '');
  return text.split('\n')[0] || null;
}

async function readGiven(file: string): Promise<Buffer> {
  return readFile(file).catch(error => {
    throw new CommandError(`${file}: ${(error as Error).message}`, { exitCode: exit.usage, cause: error });
  });
}

/** A record by its number, its id, or the inference it began. */
async function findIndex(directory: string, id: string): Promise<number> {
  if (/^\d+$/.test(id)) return Number(id);
  const reader = new AuditReader(directory);
  const record = (await reader.byId(id)) ?? (await reader.life(id))[0];
  if (!record) throw new CommandError(`${directory} has no record and no inference ${id}.`);
  return record.index;
}

export async function prove(id: string, options: { dir?: string; checkpoint?: string }): Promise<void> {
  const directory = logDirectory(options.dir);
  const checkpoint = options.checkpoint && (await readFile(options.checkpoint, 'utf8'));
  try {
    const { text } = await proveRecord(directory, await findIndex(directory, id), checkpoint || undefined);
    process.stdout.write(text);
  } catch (error) {
    if (error instanceof ProofUnavailable) throw new CommandError(`No proof: ${error.message}.`);
    throw error;
  }
}

export async function checkProofFile(
  file: string,
  options: KeyOptions & { record?: string; json?: boolean },
): Promise<void> {
  const { keys, witnesses } = await keysOf(options);
  const record = options.record === undefined ? undefined : await readFile(options.record);
  const check = checkProof(await readFile(file, 'utf8'), keys, witnesses, record);
  if (!check.ok) {
    if (options.json) printJson(check);
    else print(`The proof does not hold: ${check.reason}.`);
    process.exitCode = exit.failed;
    return;
  }
  const { origin, size, signatures } = check.checkpoint;
  const signers = signatures.map(({ key }) => key.name);
  if (options.json) printJson({ ok: true, index: check.index, origin, size, signed_by: signers, record: check.record });
  else {
    print(`Record ${check.index} is in ${origin}, among the ${size} records signed by ${signers.join(', ')}.`);
    print(tailLine(check.record));
  }
}

export async function consistency(
  older: string,
  newer: string,
  options: KeyOptions & { dir?: string; json?: boolean },
): Promise<void> {
  const { keys, witnesses } = await keysOf(options);
  const head = async (given: string) => {
    if (/^\d+$/.test(given)) return Number(given);
    try {
      return openCheckpoint(await readFile(given), keys, witnesses);
    } catch (error) {
      throw new CommandError(`${given}: ${(error as Error).message}`, { cause: error });
    }
  };
  try {
    const result = await proveConsistency(logDirectory(options.dir), await head(older), await head(newer));
    if (options.json) printJson(result);
    else {
      for (const hash of result.proof) print(hash);
      print(
        result.ok
          ? `The log of ${result.new.size} records begins with that of ${result.old.size}.`
          : `${result.reason}.`,
      );
    }
    if (!result.ok) process.exitCode = exit.failed;
  } catch (error) {
    if (error instanceof ProofUnavailable || error instanceof RangeError) {
      throw new CommandError(`No proof: ${error.message}.`);
    }
    throw error;
  }
}

export async function tiles(target: string, options: { dir?: string }): Promise<void> {
  const { size, files } = await writeSite(logDirectory(options.dir), target);
  print(`${files} files for ${size} records in ${target}`);
}
