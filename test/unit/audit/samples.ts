import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditKeys } from '../../../server/audit/keys.ts';
import { makeSigner } from '../../../server/audit/note.ts';
import type { AuditDraft } from '../../../server/audit/records.ts';

/** Drafts and keys that the audit tests share. */

export const auditId = '0199f3a0-0000-7000-8000-000000000001';
const digest = 'A'.repeat(43);

export const keys: AuditKeys = {
  signing: makeSigner('intramural/audit/test', Buffer.alloc(32, 7)),
  digest: Buffer.alloc(32, 9),
};

export function startDraft(overrides: Partial<Extract<AuditDraft, { kind: 'inference.start' }>> = {}): AuditDraft {
  return {
    kind: 'inference.start',
    audit_id: auditId,
    request_id: '0199f3a0-0000-7000-8000-0000000000aa',
    subject: { name: 'alice', by: 'local_token', team: 'payments' },
    client: { name: 'vscode', version: '0.1.0' },
    document: { repository: digest, path: digest, language: 'java' },
    trigger: 'automatic',
    priority: 'interactive',
    model: {
      name: 'qwen2.5-coder-0.5b',
      tier: 'small',
      weights: 'ab'.repeat(32),
      engine: 'llama.cpp',
      template: 'qwen2.5-coder',
    },
    policy_version: '0123456789abcdef',
    parameters: { max_tokens: 128, temperature: 0, stream: true },
    prompt: { before: digest, after: digest, characters: 1432, prefix: 1200, suffix: 232, context_items: 2 },
    redactions: [
      { rule: 'pem-private-key', class: 'private-key', part: 'document', start: 12, end: 340, confidence: 1 },
    ],
    decisions: [
      { stage: 'authenticate', decision: 'allow', reason: 'local_token' },
      { stage: 'redact', decision: 'change', reason: 'findings' },
    ],
    timings: { authenticate: 40, redact: 310 },
    ...overrides,
  };
}

export function endDraft(): AuditDraft {
  return {
    kind: 'inference.end',
    audit_id: auditId,
    result: 'completed',
    status: 200,
    finish_reason: 'stop',
    output: { before: digest, after: digest, characters: 80, characters_after: 80 },
    prompt_tokens: 400,
    completion_tokens: 21,
    guards: [],
    decisions: [{ stage: 'stream', decision: 'allow', reason: 'finished' }],
    timings: { stream: 120_000, first_token: 40_000, total: 131_000 },
  };
}

export const readDraft: AuditDraft = {
  kind: 'log.read',
  subject: { name: 'sam', by: 'local_token' },
  view: 'list',
  filters: ['time', 'model'],
  returned: 3,
};

/** A folder of its own for one test; give it back with `remove`. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'intramural-audit-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
