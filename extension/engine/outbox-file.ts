import { appendFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import type { Clock } from './clock.ts';
import type { OutboxStore } from './outbox.ts';

/** Milliseconds. A file that nobody has touched for that long belongs to a session that is gone. */
const orphaned = 10 * 60_000;
const heartbeat = 2 * 60_000;

/**
 * The outbox on disk: one file of JSON lines for each window, in the extension's own storage. Windows share the folder;
 * a file goes to whoever renames it first.
 */
export class OutboxFile implements OutboxStore {
  readonly #folder: string;
  readonly #file: string;
  readonly #clock: Clock;
  #cancelHeartbeat: (() => void) | undefined;

  constructor(folder: string, sessionId: string, clock: Clock) {
    this.#folder = folder;
    this.#file = join(folder, `outbox-${sessionId}.jsonl`);
    this.#clock = clock;
  }

  async append(events: readonly SuggestionEvent[]): Promise<void> {
    await appendFile(this.#file, toLines(events), { mode: 0o600 });
  }

  async replace(events: readonly SuggestionEvent[]): Promise<void> {
    if (events.length === 0) {
      await rm(this.#file, { force: true });
      return;
    }
    const fresh = `${this.#file}.new`;
    await writeFile(fresh, toLines(events), { mode: 0o600 });
    await rename(fresh, this.#file);
  }

  async adopt(): Promise<SuggestionEvent[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#beat();
    const found: SuggestionEvent[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!/^outbox-[\w-]+\.jsonl(?:\.adopted)?$/.test(name)) continue;
      const file = join(this.#folder, name);
      if (file === this.#file || !(await this.#isOrphan(file))) continue;
      const mine = `${this.#file.slice(0, -'.jsonl'.length)}-${found.length}.jsonl.adopted`;
      try {
        await rename(file, mine);
      } catch {
        // Another window was quicker.
        continue;
      }
      const events = fromLines(await readFile(mine, 'utf8'));
      await this.append(events);
      await rm(mine, { force: true });
      found.push(...events);
    }
    return found;
  }

  dispose(): void {
    this.#cancelHeartbeat?.();
  }

  async #isOrphan(file: string): Promise<boolean> {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    return this.#clock.now() - mtimeMs > orphaned;
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#clock.later(heartbeat, () => {
      const seconds = this.#clock.now() / 1000;
      // Where there is nothing to send, there is no file.
      utimes(this.#file, seconds, seconds).catch(() => undefined);
      this.#beat();
    });
  }
}

function toLines(events: readonly SuggestionEvent[]): string {
  return events.map(event => `${JSON.stringify(event)}\n`).join('');
}

/** A line that a kill has cut off is none. */
function fromLines(text: string): SuggestionEvent[] {
  return text.split('\n').flatMap(line => {
    try {
      return line === '' ? [] : [JSON.parse(line) as SuggestionEvent];
    } catch {
      return [];
    }
  });
}
