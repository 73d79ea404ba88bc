import type { AuditDraft, SubjectDraft } from '../audit/records.ts';

type Surface = Extract<AuditDraft, { kind: 'access.refused' }>['surface'];

/** Records refused access without letting whoever knocks fill the log: one record at once, then one a minute that counts. */
export interface AccessRecorder {
  /** @param subject who it was, where that is known: each is counted alone. */
  refused(surface: Surface, reason: string, subject?: SubjectDraft): void;
  /** Writes what was counted and not yet recorded. */
  close(): Promise<void>;
}

/** Milliseconds. */
const period = 60_000;

export function createAccessRecorder(append: (draft: AuditDraft) => Promise<unknown>): AccessRecorder {
  interface Counted {
    surface: Surface;
    reason: string;
    subject: SubjectDraft | undefined;
    count: number;
    timer: NodeJS.Timeout;
  }
  const counted = new Map<string, Counted>();

  const write = ({ surface, reason, subject, count }: Omit<Counted, 'timer'>): Promise<unknown> =>
    append({ kind: 'access.refused', surface, reason, count, ...(subject && { subject }) }).catch(() => undefined);

  return {
    refused: (surface, reason, subject) => {
      const key = `${surface} ${reason} ${subject?.name ?? ''}`;
      const known = counted.get(key);
      if (known !== undefined) {
        known.count++;
        return;
      }
      void write({ surface, reason, subject, count: 1 });
      const timer = setTimeout(() => {
        const { count } = counted.get(key)!;
        counted.delete(key);
        if (count > 0) void write({ surface, reason, subject, count });
      }, period);
      timer.unref();
      counted.set(key, { surface, reason, subject, count: 0, timer });
    },
    close: async () => {
      const pending = [...counted.values()];
      counted.clear();
      for (const { timer } of pending) clearTimeout(timer);
      await Promise.all(pending.filter(({ count }) => count > 0).map(write));
    },
  };
}
