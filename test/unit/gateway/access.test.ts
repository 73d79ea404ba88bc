import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AuditDraft } from '../../../server/audit/records.ts';
import { createAccessRecorder } from '../../../server/gateway/access.ts';

describe('refused access', () => {
  it('is recorded once at once, and then counted, so that nobody fills the log by knocking', async () => {
    const drafts: AuditDraft[] = [];
    const access = createAccessRecorder(async draft => void drafts.push(draft));
    for (let round = 0; round < 1000; round++) access.refused('completions', 'token_unknown');
    access.refused('policy', 'token_missing');
    assert.equal(drafts.length, 2);
    await access.close();
    assert.deepEqual(drafts, [
      { kind: 'access.refused', surface: 'completions', reason: 'token_unknown', count: 1 },
      { kind: 'access.refused', surface: 'policy', reason: 'token_missing', count: 1 },
      { kind: 'access.refused', surface: 'completions', reason: 'token_unknown', count: 999 },
    ]);
  });
});
