import type { Observation } from './engine.ts';
import { Sealer } from './sealed-lines.ts';

/** First line of a recording, in clear. */
export interface RecordingHeader {
  format: 'intramural-recording';
  version: 1;
  content: boolean;
  /** Of the passphrase; null where there is no content and nothing is sealed. */
  salt: string | null;
}

/** One call of the provider. Without content: what happened and how long it took, nothing of any document. */
export interface RecordedCall {
  id: number;
  at: number;
  languageId: string;
  kind: string;
  reason: string | null;
  stages: { name: string; from: number; to: number }[];
  content?: RecordedContent;
}

/** What it takes to play the call back: the place, and what the model said there. */
export interface RecordedContent {
  filename: string;
  prefix: string;
  suffix: string;
  completion: string;
  shown: string | null;
  replaceSuffixLength: number;
  multiline: boolean;
}

/** Writes a session down, a line a call, as it happens. */
export class Recorder {
  readonly #write: (line: string) => void;
  readonly #sealer: Sealer | undefined;
  #calls = 0;

  /** With a passphrase, content is recorded and everything but the header sealed. */
  constructor(write: (line: string) => void, passphrase: string | undefined) {
    this.#write = write;
    this.#sealer = passphrase === undefined ? undefined : new Sealer(passphrase);
    const header: RecordingHeader = {
      format: 'intramural-recording',
      version: 1,
      content: passphrase !== undefined,
      salt: this.#sealer?.salt ?? null,
    };
    write(JSON.stringify(header));
  }

  observe(observation: Observation): void {
    if (observation.kind !== 'result') return;
    const { result, fresh } = observation;
    const { trace } = result;
    const call: RecordedCall = {
      id: ++this.#calls,
      at: trace.startedAt,
      languageId: trace.languageId,
      kind: result.kind,
      reason: result.kind === 'offered' ? null : result.reason,
      stages: trace.stages,
    };
    if (this.#sealer && fresh) call.content = fresh;
    const line = JSON.stringify(call);
    this.#write(this.#sealer ? this.#sealer.seal(line) : line);
  }
}

export class RecordingError extends Error {}

/** Reads a recording back. @throws {RecordingError} saying why it can't be read, or can't be replayed. */
export function readRecording(text: string, passphrase: string | undefined): RecordedCall[] {
  const [first, ...lines] = text.split('\n').filter(line => line !== '');
  const header = readHeader(first);
  if (!header.content || header.salt === null) {
    throw new RecordingError('This recording has no content: it tells what happened, and cannot be replayed.');
  }
  if (passphrase === undefined) throw new RecordingError('This recording is sealed: its passphrase is needed.');
  const sealer = new Sealer(passphrase, header.salt);
  return lines.map((line, index) => {
    try {
      return JSON.parse(sealer.open(line)) as RecordedCall;
    } catch {
      const where = index === 0 ? 'The passphrase is wrong, or the recording' : `Line ${index + 2} of the recording`;
      throw new RecordingError(`${where} has been changed.`);
    }
  });
}

function readHeader(line: string | undefined): RecordingHeader {
  try {
    const header = JSON.parse(line ?? '') as RecordingHeader;
    const { format, version, salt } = header;
    const isSalt = salt === null || typeof salt === 'string';
    if (format === 'intramural-recording' && version === 1 && isSalt) return header;
  } catch {
    // Said below.
  }
  throw new RecordingError('This is no recording of Intramural.');
}
