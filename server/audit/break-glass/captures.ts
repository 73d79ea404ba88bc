import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditLog } from '../contract.ts';
import { replaceFile, syncDirectory } from '../files.ts';
import type { BreakGlassPolicy } from './policy.ts';
import { type CaptureHeader, headerOf, seal } from './sealing.ts';

/** Captures lie outside the log, one encrypted file each, until their days are over. */

const dayMs = 86_400_000;
/** Milliseconds between two looks for captures past their days. */
const sweepMs = 600_000;
/** Milliseconds after which a capture that is still a draft belongs to a process that has gone. */
const draftMs = 60_000;
const suffix = '.jwe';
const capturePattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jwe$/;

/** `<data>/break-glass`. */
export function capturesFolder(dataDirectory: string): string {
  return join(dataDirectory, 'break-glass');
}

export interface StoredCapture extends CaptureHeader {
  /** Of the encrypted file. */
  bytes: number;
}

/** What there is, oldest first. Nobody who reads this can decrypt any of it. */
export async function listCaptures(folder: string): Promise<StoredCapture[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const found: StoredCapture[] = [];
  for (const name of names.filter(one => capturePattern.test(one))) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    const header = text === null ? null : headerOf(text);
    if (header) found.push({ ...header, bytes: Buffer.byteLength(text!) });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The encrypted capture; null where there is none (any more). */
export async function readCapture(folder: string, capture: string): Promise<string | null> {
  if (!capturePattern.test(capture + suffix)) return null;
  return readFile(join(folder, capture + suffix), 'utf8').catch(() => null);
}

export interface Captured {
  audit_id: string;
  repository: string;
  prompt: string;
  output: string;
}

export interface CapturesOptions {
  folder: string;
  log: Pick<AuditLog, 'append'>;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Told of faults, without content. */
  onFailure: (error: unknown) => void;
  sweepMs?: number;
}

export class Captures {
  readonly #options: CapturesOptions;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: CapturesOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.sweep(), options.sweepMs ?? sweepMs);
    this.#timer.unref();
    void this.sweep();
  }

  /** Whether the policy wants this repository's inferences kept. */
  static wants(policy: BreakGlassPolicy, repository: string): boolean {
    return policy.enabled && repository !== '' && policy.repositories.includes(repository);
  }

  /**
   * Keeps one inference, encrypted; recorded before the file has its name. Does nothing where the policy does not want it.
   * @throws where it could not be kept or recorded; then nothing is kept.
   */
  async keep(policy: BreakGlassPolicy, { repository, ...content }: Captured): Promise<void> {
    if (!Captures.wants(policy, repository) || policy.key === null) return;
    const { folder, log, clock } = this.#options;
    const capture = randomUUID();
    const at = clock();
    const until = at + policy.days * dayMs;
    const jwe = await seal({ capture, ...content }, policy.key, { at, until });
    const { kid } = headerOf(jwe)!;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `${capture}.draft`);
    try {
      await replaceFile(draft, jwe, { durable: true });
      const { audit_id } = content;
      await log.append({
        kind: 'break_glass.captured',
        audit_id,
        capture,
        key: kid,
        bytes: Buffer.byteLength(jwe),
        until,
        repository_by: 'client',
      });
      await rename(draft, join(folder, capture + suffix));
      await syncDirectory(folder);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Deletes captures past their days, each with a record. What fails is tried again the next time. */
  sweep(): Promise<void> {
    const { folder, log, clock, onFailure } = this.#options;
    const sweep = async () => {
      for (const { capture, until } of await listCaptures(folder)) {
        if (until > clock()) continue;
        await log.append({ kind: 'break_glass.deleted', capture });
        await rm(join(folder, `${capture}.ask.json`), { force: true });
        await rm(join(folder, capture + suffix), { force: true });
      }
      await this.#sweepDrafts();
    };
    this.#sweeping = this.#sweeping.then(sweep).catch(onFailure);
    return this.#sweeping;
  }

  /** What a crash left half-way: it may have been recorded already, so its end is recorded too. */
  async #sweepDrafts(): Promise<void> {
    const { folder, log, clock } = this.#options;
    const names = await readdir(folder).catch(() => [] as string[]);
    for (const name of names.filter(one => one.includes('.draft'))) {
      const path = join(folder, name);
      const header = headerOf(await readFile(path, 'utf8').catch(() => ''));
      if (header && header.at + draftMs > clock()) continue;
      if (header) await log.append({ kind: 'break_glass.deleted', capture: header.capture });
      await rm(path, { force: true });
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
