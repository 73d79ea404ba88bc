import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { count } from '../fields.ts';
import { replaceFile } from '../files.ts';
import { AuditReader } from '../read.ts';
import type { AuditRecord } from '../records.ts';
import { readIfThere } from '../tree-files.ts';
import { type FormatContext, type LineFormat, linesOf } from './formats.ts';
import type { Sink } from './sinks.ts';

/**
 * A continuous export: every record reaches the sink at least once, in order, whatever breaks in between. The cursor is the
 * index of the next record in the tree; it is written after the sink has taken a batch. Reads files only, so that the way
 * of a completion never waits for it.
 */

const batchRecords = 500;
const pollMs = 1_000;
/** Milliseconds to wait after a failure: doubled each time up to the second figure. */
const backoff = { first: 1_000, longest: 60_000 } as const;

const cursorFile = z.strictObject({ next: count });

export interface ExporterOptions {
  /** Of the log. */
  directory: string;
  /** File that holds the cursor. */
  cursor: string;
  format: LineFormat;
  context: Omit<FormatContext, 'origin'>;
  sink: Sink;
  /** Told when the sink begins to fail and when it is back: for a record in the log. */
  onState?: (state: 'failing' | 'recovered', cursor: number) => void;
  pollMs?: number;
  backoffMs?: number;
}

export async function readCursor(path: string): Promise<number> {
  const content = await readIfThere(path);
  return content ? cursorFile.parse(JSON.parse(content.toString())).next : 0;
}

/** The name of a log, from its checkpoint. @throws where there is none yet. */
export async function originOf(directory: string): Promise<string> {
  const checkpoint = await readIfThere(join(directory, 'checkpoint'));
  const origin = checkpoint?.toString().split('\n')[0];
  if (!origin) throw new Error(`${directory} has no checkpoint`);
  return origin;
}

export class Exporter {
  readonly #options: ExporterOptions;
  readonly #reader: AuditReader;
  #origin: string | null = null;

  constructor(options: ExporterOptions) {
    this.#options = options;
    this.#reader = new AuditReader(options.directory);
  }

  /** Runs until `signal`. */
  async run(signal: AbortSignal): Promise<void> {
    const { sink, onState } = this.#options;
    await mkdir(dirname(this.#options.cursor), { recursive: true, mode: 0o700 });
    let next = await readCursor(this.#options.cursor);
    let failures = 0;
    while (!signal.aborted) {
      try {
        const sent = await this.#sendBatch(next);
        if (failures > 0) onState?.('recovered', next);
        failures = 0;
        next = sent;
        if (next >= this.#reader.size) await this.#wait(this.#options.pollMs ?? pollMs, signal);
      } catch {
        failures += 1;
        if (failures === 1) onState?.('failing', next);
        const first = this.#options.backoffMs ?? backoff.first;
        await this.#wait(Math.min(backoff.longest, first * 2 ** Math.min(failures - 1, 16)), signal);
      }
    }
    await sink.close();
  }

  async #sendBatch(from: number): Promise<number> {
    const { cursor, format, context, sink } = this.#options;
    const size = await this.#reader.refresh();
    const start = Math.max(from, this.#reader.oldest);
    const entries = await this.#reader.entries(start, Math.min(size, start + batchRecords));
    if (entries.length === 0) return start;
    this.#origin ??= await originOf(this.#options.directory);
    const named = { ...context, origin: this.#origin };
    const lines = entries.flatMap(entry => linesOf(JSON.parse(entry.toString()) as AuditRecord, format, named));
    await sink.send(lines);
    const next = start + entries.length;
    await replaceFile(cursor, `${JSON.stringify({ next })}\n`, { durable: true });
    return next;
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
