import type { AuditLog } from '../audit/log.ts';
import type { AuditDraft, SubjectDraft } from '../audit/records.ts';
import type { Identity } from '../identity/identity.ts';

type ReadDraft = Extract<AuditDraft, { kind: 'log.read' }>;

/** The console's own audit log: who signed in, and who looked at what. What can't be recorded is not shown. */
export interface ReadLog {
  /** @param identity null where the credential was wrong. */
  signIn(identity: Identity | null): Promise<void>;
  signOut(identity: Identity): Promise<void>;
  auditRead(identity: Identity, what: Omit<ReadDraft, 'kind' | 'subject'>): Promise<void>;
  /** @param view names the page or figure. */
  telemetryRead(identity: Identity, view: string, exported: boolean): Promise<void>;
}

function subject(identity: Identity): SubjectDraft {
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
          ? { kind: 'sign_in', subject: subject(identity), by: identity.method, result: 'granted' }
          : { kind: 'sign_in', by: 'local_token', result: 'refused', reason: 'wrong_credential' },
      ),
    signOut: identity => write({ kind: 'sign_out', subject: subject(identity) }),
    auditRead: (identity, what) => write({ kind: 'log.read', subject: subject(identity), ...what }),
    telemetryRead: (identity, view, exported) =>
      write({ kind: 'telemetry.read', subject: subject(identity), view, export: exported }),
  };
}
