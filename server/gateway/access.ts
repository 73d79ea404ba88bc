import type { AuditDraft } from '../audit/records.ts';

type Surface = Extract<AuditDraft, { kind: 'access.refused' }>['surface'];

/** Records refused access without letting whoever knocks fill the log: one record at once, then one a minute that counts. */
export interface AccessRecorder {
  refused(surface: Surface, reason: string): void;
  /** Writes what was counted and not yet recorded. */
  close(): Promise<void>;
}

/** Milliseconds. */
const period = 60_000;

export function createAccessRecorder(append: (draft: AuditDraft) => Promise<unknown>): AccessRecorder {
  const counted = new Map<string, { surface: Surface; reason: string; count: number; timer: NodeJS.Timeout }>();

  const write = (surface: Surface, reason: string, count: number): Promise<unknown> =>
    append({ kind: 'access.refused', surface, reason, count }).catch(() => undefined);

  return {
    refused: (surface, reason) => {
      const key = `${surface} ${reason}`;
      const known = counted.get(key);
      if (known !== undefined) {
        known.count++;
        return;
      }
      void write(surface, reason, 1);
      const timer = setTimeout(() => {
        const { count } = counted.get(key)!;
        counted.delete(key);
        if (count > 0) void write(surface, reason, count);
      }, period);
      timer.unref();
      counted.set(key, { surface, reason, count: 0, timer });
    },
    close: async () => {
      const pending = [...counted.values()];
      counted.clear();
      for (const { timer } of pending) clearTimeout(timer);
      await Promise.all(
        pending.filter(({ count }) => count > 0).map(({ surface, reason, count }) => write(surface, reason, count)),
      );
    },
  };
}
