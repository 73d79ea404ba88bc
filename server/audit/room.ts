import type { AuditLog } from './contract.ts';
import type { DiskState } from './maintenance.ts';

/** Looks now and then whether a log still has room, and says so before it has none. */

/** Milliseconds between two looks. */
const everyMs = 60_000;
/** The largest number that a record may hold. */
const most = 1_000_000_000_000;

export interface RoomOptions {
  log: Pick<AuditLog, 'disk' | 'append'>;
  /** Told of each look; `changed`: the state is another than before. */
  onLook: (disk: DiskState, changed: boolean) => void;
  everyMs?: number;
}

/** Begins at once. Returns the way to stop, which waits for what is under way. */
export function watchRoom({ log, onLook, everyMs: every = everyMs }: RoomOptions): () => Promise<void> {
  let state: DiskState['state'] = 'ok';
  let underWay: Promise<void> = Promise.resolve();
  const look = async () => {
    const disk = await log.disk();
    const changed = disk.state !== state;
    state = disk.state;
    onLook(disk, changed);
    if (changed) await log.append({ kind: 'log.room', state: disk.state, used: Math.min(disk.used, most) });
  };
  const tick = () => {
    // A look that failed is made again; a log that cannot be written says so by itself.
    underWay = look().catch(() => undefined);
  };
  tick();
  const timer = setInterval(tick, every);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
