import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readFromPackages } from '../../grammars/packages.ts';
import { CommandError } from '../../server/cli/command.ts';
import { type RecordedCall, RecordingError, readRecording } from '../engine/recording.ts';
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

/** Plays a recorded session back: each answer once more through today's code, and whether the same is shown. */
export async function runSession(file: string, passphrase: string | undefined): Promise<void> {
  const replay = new Replay(readFromPackages, message => process.stderr.write(`${message}\n`));
  for (const { id, languageId, content } of readCalls(file, passphrase)) {
    if (!content) continue;
    const result = await replay.run({ id, languageId, ...content }, content.multiline);
    const same = result.shown === content.shown && result.replaceSuffixLength === content.replaceSuffixLength;
    process.stdout.write(`${JSON.stringify({ ...result, same })}\n`);
  }
}

function readCalls(file: string, passphrase: string | undefined): RecordedCall[] {
  try {
    return readRecording(readFileSync(file, 'utf8'), passphrase);
  } catch (error) {
    if (error instanceof RecordingError) {
      throw new CommandError(error.message, { mend: 'Its passphrase goes into INTRAMURAL_RECORDING_PASSPHRASE.' });
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CommandError(`${file} cannot be read (${code}).`, { mend: 'Give the path of a recording.' });
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
