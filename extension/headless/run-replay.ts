import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { readFromPackages } from '../../grammars/packages.ts';
import { CommandError } from '../../server/cli/command.ts';
import { Replay, readCase } from './replay.ts';

/** Reads cases line by line and prints one result a line, in input order. A bad case gives `{id, error}` in its place. */
export async function runReplay(file: string): Promise<void> {
  const replay = new Replay(readFromPackages, message => process.stderr.write(`${message}\n`));
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await replayLine(replay, line))}\n`);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CommandError(`${file} cannot be read (${code}).`, { mend: 'Give the path of a file of JSON lines.' });
  }
}

async function replayLine(replay: Replay, line: string): Promise<object> {
  try {
    return await replay.run(readCase(line));
  } catch (error) {
    return { id: idOf(line), error: error instanceof Error ? error.message : String(error) };
  }
}

function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { id?: unknown } | null)?.id ?? null;
  } catch {
    return null;
  }
}
