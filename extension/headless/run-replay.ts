import { createReadStream, readFileSync } from 'node:fs';
import { readFromPackages } from '../../grammars/packages.ts';
import { CommandError } from '../../server/cli/command.ts';
import { linesOf } from '../../server/cli/lines.ts';
import { type RecordedCall, RecordingError, readRecording } from '../engine/recording.ts';
import { asCase, Replay, readCase } from './replay.ts';

/** Reads cases line by line and prints one result a line, in input order. A bad case gives `{id, error}` in its place. */
export async function runReplay(file: string): Promise<void> {
  const replay = new Replay(readFromPackages, message => process.stderr.write(`${message}\n`));
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    for await (const line of linesOf(input)) {
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
  for (const call of readCalls(file, passphrase)) {
    if (call?.content) process.stdout.write(`${JSON.stringify(await replayCall(replay, call))}\n`);
  }
}

/** Whoever sent the recording may have written into it what they liked. */
async function replayCall(replay: Replay, { id, languageId, content }: RecordedCall): Promise<object> {
  try {
    const recorded = content!;
    const result = await replay.run(asCase({ id, languageId, ...recorded }), recorded.multiline === true);
    const same = result.shown === recorded.shown && result.replaceSuffixLength === recorded.replaceSuffixLength;
    return { ...result, same };
  } catch (error) {
    return { id: id ?? null, error: error instanceof Error ? error.message : String(error) };
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
