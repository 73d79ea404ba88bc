import type { AuditLog } from '../audit/log.ts';
import type { AuditDraft, SubjectDraft } from '../audit/records.ts';
import { createAccessRecorder } from '../gateway/access.ts';
import type { Identity } from '../identity/identity.ts';

type ReadDraft = Extract<AuditDraft, { kind: 'log.read' }>;
type ExportDraft = Extract<AuditDraft, { kind: 'export' }>;

/** The console's own audit log: who signed in, and who looked at what. What can't be recorded is not shown. */
export interface ReadLog {
  /** @param identity null where the credential was wrong: the first of a minute is a record, the others are counted in one. */
  signIn(identity: Identity | null, by?: Identity['method']): Promise<void>;
  signOut(identity: Identity): Promise<void>;
  /** Somebody who is signed in asked for what their roles do not let them have. Not waited for. */
  accessRefused(identity: Identity): void;
  auditRead(identity: Identity, what: Omit<ReadDraft, 'kind' | 'subject'>): Promise<void>;
  /** @param view names the page or figure. */
  telemetryRead(identity: Identity, view: string, exported: boolean): Promise<void>;
  /** Audit records that left as a file. */
  auditExport(identity: Identity, what: Omit<ExportDraft, 'kind' | 'subject' | 'sink'>): Promise<void>;
  /** Writes what was counted and not yet recorded. */
  close(): Promise<void>;
}

/** Milliseconds. Whoever knocks without a key must not fill the log. */
const refusedEvery = 60_000;

export function subjectOf(identity: Identity): SubjectDraft {
  return { name: identity.subject, by: identity.method, team: identity.team };
}

/** @param now milliseconds since 1970. */
export function openReadLog(log: Pick<AuditLog, 'append'>, now: () => number): ReadLog {
  const write = async (draft: AuditDraft) => {
    await log.append(draft);
  };
  const others = createAccessRecorder(draft => log.append(draft));
  let refusedAt = Number.NEGATIVE_INFINITY;
  const refused = async (by: Identity['method']) => {
    if (now() - refusedAt < refusedEvery) return others.refused('console', 'wrong_credential');
    refusedAt = now();
    await write({ kind: 'sign_in', by, result: 'refused', reason: 'wrong_credential' });
  };
  return {
    signIn: (identity, by = 'local_token') =>
      identity === null
        ? refused(by)
        : write({ kind: 'sign_in', subject: subjectOf(identity), by: identity.method, result: 'granted' }),
    signOut: identity => write({ kind: 'sign_out', subject: subjectOf(identity) }),
    accessRefused: identity => others.refused('console', 'role_missing', subjectOf(identity)),
    auditRead: (identity, what) => write({ kind: 'log.read', subject: subjectOf(identity), ...what }),
    auditExport: (identity, what) => write({ kind: 'export', subject: subjectOf(identity), sink: 'download', ...what }),
    telemetryRead: (identity, view, exported) =>
      write({ kind: 'telemetry.read', subject: subjectOf(identity), view, export: exported }),
    close: () => others.close(),
  };
}
