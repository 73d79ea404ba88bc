import type { AuditLog } from '../audit/log.ts';
import type { AuditDraft, SubjectDraft } from '../audit/records.ts';
import type { Identity } from '../identity/identity.ts';

type ReadDraft = Extract<AuditDraft, { kind: 'log.read' }>;
type ExportDraft = Extract<AuditDraft, { kind: 'export' }>;

/** The console's own audit log: who signed in, and who looked at what. What can't be recorded is not shown. */
export interface ReadLog {
  /** @param identity null where the credential was wrong. */
  signIn(identity: Identity | null): Promise<void>;
  signOut(identity: Identity): Promise<void>;
  auditRead(identity: Identity, what: Omit<ReadDraft, 'kind' | 'subject'>): Promise<void>;
  /** @param view names the page or figure. */
  telemetryRead(identity: Identity, view: string, exported: boolean): Promise<void>;
  /** Audit records that left as a file. */
  auditExport(identity: Identity, what: Omit<ExportDraft, 'kind' | 'subject' | 'sink'>): Promise<void>;
}

export function subjectOf(identity: Identity): SubjectDraft {
  return { name: identity.subject, by: identity.method, team: identity.team };
}

export function openReadLog(log: Pick<AuditLog, 'append'>): ReadLog {
  const write = async (draft: AuditDraft) => {
    await log.append(draft);
  };
  return {
    signIn: identity =>
      write(
        identity
          ? { kind: 'sign_in', subject: subjectOf(identity), by: identity.method, result: 'granted' }
          : { kind: 'sign_in', by: 'local_token', result: 'refused', reason: 'wrong_credential' },
      ),
    signOut: identity => write({ kind: 'sign_out', subject: subjectOf(identity) }),
    auditRead: (identity, what) => write({ kind: 'log.read', subject: subjectOf(identity), ...what }),
    auditExport: (identity, what) => write({ kind: 'export', subject: subjectOf(identity), sink: 'download', ...what }),
    telemetryRead: (identity, view, exported) =>
      write({ kind: 'telemetry.read', subject: subjectOf(identity), view, export: exported }),
  };
}
