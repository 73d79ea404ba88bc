import { join } from 'node:path';
import { type Command as Commander, InvalidArgumentError } from 'commander';
import { type Command, CommandError, exit } from '../cli/command.ts';
import { dataDirectory } from '../data.ts';
import type { VerifierKey } from './note.ts';

/** `intramural audit …`. Everything here reads files; nothing needs a running proxy. */

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The folder of a log: as given, else that of this machine's gateway. */
function logDirectory(given: string | undefined): string {
  return given ?? join(dataDirectory(), 'audit', 'gateway');
}

/** Ends a stream of output quietly when the reader of a pipe has gone. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.stdout.once('error', () => stop.abort());
  return stop.signal;
}

interface TailOptions {
  lines: number;
  follow?: boolean;
  json?: boolean;
}

async function tail(given: string | undefined, options: TailOptions): Promise<void> {
  const { AuditReader } = await import('./read.ts');
  const { tailHeading, tailLine } = await import('./describe.ts');
  const directory = logDirectory(given);
  const reader = new AuditReader(directory);
  const size = await reader.refresh();
  if (size === 0 && !options.follow) {
    throw new CommandError(`There is no audit log in ${directory}.`, {
      mend: 'Start the proxy once (intramural serve), or name the folder of a log.',
    });
  }
  const line = options.json ? JSON.stringify : tailLine;
  if (!options.json) print(tailHeading);
  const { records } = await reader.page({ limit: options.lines });
  for (const record of records.reverse()) print(line(record));
  if (!options.follow) return;
  const from = (records.at(-1)?.index ?? -1) + 1;
  for await (const record of reader.follow(from, untilInterrupted())) print(line(record));
}

interface KeyOptions {
  key: string[];
  witnessKey: string[];
}

/** Public keys out of files of one key a line; this machine's own gateway where none is named. */
async function readKeys(files: string[]): Promise<VerifierKey[]> {
  const { readFile } = await import('node:fs/promises');
  const { parseVerifier } = await import('./note.ts');
  const keys: VerifierKey[] = [];
  for (const file of files) {
    try {
      const lines = (await readFile(file, 'utf8')).split('\n').filter(line => line.trim() !== '');
      keys.push(...lines.map(parseVerifier));
    } catch (error) {
      throw new CommandError(`${file}: ${(error as Error).message}`, {
        mend: 'A public key is one line, name+id+base64, as in <data>/keys/audit-gateway.vkey.',
        cause: error,
      });
    }
  }
  return keys;
}

async function keysOf(options: KeyOptions): Promise<{ keys: VerifierKey[]; witnesses: VerifierKey[] }> {
  const own = join(dataDirectory(), 'keys', 'audit-gateway.vkey');
  const keys = await readKeys(options.key.length > 0 ? options.key : [own]);
  return { keys, witnesses: await readKeys(options.witnessKey) };
}

function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

interface VerifyCommandOptions extends KeyOptions {
  checkpoint: string[];
  schema?: boolean;
  json?: boolean;
}

async function verify(given: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const { verifyLog } = await import('./verify/verify.ts');
  const { verificationLines } = await import('./verify/describe.ts');
  const { keys, witnesses } = await keysOf(options);
  const checkpoints = await Promise.all(options.checkpoint.map(file => readFile(file)));
  const directory = logDirectory(given);
  const result = await verifyLog(directory, { keys, witnesses, checkpoints, schema: options.schema ?? false });
  if (options.json) printJson(result);
  else for (const line of verificationLines(directory, result)) print(line);
  if (!result.ok) process.exitCode = exit.failed;
}

/** A record by its number, its id, or the inference it began. */
async function findIndex(directory: string, id: string): Promise<number> {
  if (/^\d+$/.test(id)) return Number(id);
  const { AuditReader } = await import('./read.ts');
  const reader = new AuditReader(directory);
  const record = (await reader.byId(id)) ?? (await reader.life(id))[0];
  if (!record) throw new CommandError(`${directory} has no record and no inference ${id}.`);
  return record.index;
}

async function prove(id: string, options: { dir?: string; checkpoint?: string }): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const { proveRecord, ProofUnavailable } = await import('./prove.ts');
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

async function checkProofFile(file: string, options: KeyOptions & { record?: string; json?: boolean }): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const { checkProof } = await import('./prove.ts');
  const { tailLine } = await import('./describe.ts');
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

async function consistency(
  older: string,
  newer: string,
  options: KeyOptions & { dir?: string; json?: boolean },
): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const { openCheckpoint } = await import('./checkpoint.ts');
  const { proveConsistency, ProofUnavailable } = await import('./prove.ts');
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

async function tiles(target: string, options: { dir?: string }): Promise<void> {
  const { writeSite } = await import('./resources.ts');
  const { size, files } = await writeSite(logDirectory(options.dir), target);
  print(`${files} files for ${size} records in ${target}`);
}

function collect(file: string, files: string[]): string[] {
  return [...files, file];
}

export const auditCommand: Command = program => {
  const audit = program.command('audit').description('read and verify the audit log');
  audit
    .command('tail')
    .description('show the last audit records')
    .argument('[directory]', "folder of the log (default: this machine's gateway)")
    .option('-n, --lines <count>', 'how many records', positiveInteger, 20)
    .option('-f, --follow', 'go on with each new record until interrupted')
    .option('--json', 'one record as JSON on each line')
    .action(tail);

  const keyed = (command: Commander) =>
    command
      .option('--key <file>', "public key of the log (default: this machine's gateway); may be repeated", collect, [])
      .option('--witness-key <file>', 'public key of a witness that must have cosigned; may be repeated', collect, []);
  keyed(audit.command('verify'))
    .description('prove the log whole, or name the first record that is not what was signed')
    .argument('[directory]', "folder of the log (default: this machine's gateway)")
    .option('--checkpoint <file>', 'a checkpoint kept elsewhere; may be repeated', collect, [])
    .option('--schema', 'hold every record against the closed schema too (slower)')
    .option('--json', 'the result as JSON')
    .action(verify);
  audit
    .command('prove')
    .description('print the proof that one record is in the log')
    .argument('<id>', 'id of a record, of an inference, or its number in the log')
    .option('--dir <directory>', "folder of the log (default: this machine's gateway)")
    .option('--checkpoint <file>', "prove it in this checkpoint (default: the log's newest)")
    .action(prove);
  keyed(audit.command('check-proof'))
    .description('check the proof of one record with public keys alone')
    .argument('<file>', 'a .tlog-proof file')
    .option('--record <file>', 'bytes of the record (default: those in the proof)')
    .option('--json', 'the result as JSON')
    .action(checkProofFile);
  keyed(audit.command('consistency'))
    .description('prove that a newer log begins with an older one')
    .argument('<old>', 'checkpoint file, or a size')
    .argument('<new>', 'checkpoint file, or a size')
    .option('--dir <directory>', "folder of the log (default: this machine's gateway)")
    .option('--json', 'the result as JSON')
    .action(consistency);
  audit
    .command('tiles')
    .description('lay the log out as a static C2SP tlog-tiles site, for any other verifier')
    .argument('<target>', 'folder to fill')
    .option('--dir <directory>', "folder of the log (default: this machine's gateway)")
    .action(tiles);
};
