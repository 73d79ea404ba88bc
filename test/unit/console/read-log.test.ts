import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AuditDraft } from '../../../server/audit/records.ts';
import { openReadLog } from '../../../server/console/read-log.ts';

describe('the log of who looked', () => {
  function open(now: () => number) {
    const written: AuditDraft[] = [];
    const append = async (draft: AuditDraft) => {
      written.push(draft);
    };
    return { written, log: openReadLog({ append: append as never }, now) };
  }

  it('is not filled by whoever knocks without a key: the first of a minute is a record, the others are counted', async () => {
    let now = 0;
    const { written, log } = open(() => now);
    for (let knock = 0; knock < 1000; knock++) await log.signIn(null);
    assert.deepEqual(
      written.map(draft => draft.kind),
      ['sign_in', 'access.refused'],
    );
    now = 60_000;
    await log.signIn(null);
    await log.close();
    const counted = written.flatMap(draft => (draft.kind === 'access.refused' ? [draft.count] : []));
    assert.deepEqual(counted, [1, 998]);
    assert.equal(written.filter(draft => draft.kind === 'sign_in').length, 2);
  });

  it('names everybody who came in', async () => {
    const { written, log } = open(() => 0);
    for (const subject of ['ana', 'leo']) {
      await log.signIn({ subject, method: 'oidc', team: 'Risk', roles: ['lead'] });
    }
    assert.deepEqual(
      written.map(draft => draft.kind === 'sign_in' && draft.subject?.name),
      ['ana', 'leo'],
    );
  });
});
