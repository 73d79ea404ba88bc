import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { limits, reason } from '../../../server/audit/fields.ts';
import { Refusal, refusalCodes } from '../../../server/gateway/refusal.ts';

describe('refusals', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/gateway.md'), 'utf8');

  for (const code of refusalCodes) {
    it(`${code} is documented with its status, and fits into the audit log`, () => {
      const { status } = new Refusal(code, '');
      assert.ok(reason.safeParse(code).success);
      if (code === 'client_left') return;
      const row = page.split('\n').find(line => line.startsWith('|') && line.includes(`\`${code}\``));
      assert.match(row ?? '', new RegExp(`\\| ${status} \\|`));
    });
  }

  it('say whether asking again helps, in both ways that clients understand', () => {
    const busy = new Refusal('busy', '').headers();
    assert.deepEqual([busy['retry-after'], busy['x-should-retry']], ['1', 'true']);
    const superseded = new Refusal('superseded', '').headers();
    assert.deepEqual([superseded['retry-after'], superseded['x-should-retry']], [undefined, 'false']);
  });

  it('leave room in a record for every stage', () => {
    assert.ok(limits.decisions >= 12);
  });
});
