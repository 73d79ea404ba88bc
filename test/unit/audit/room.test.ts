import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DiskState } from '../../../server/audit/maintenance.ts';
import type { AuditDraft } from '../../../server/audit/records.ts';
import { watchRoom } from '../../../server/audit/room.ts';

describe('room for an audit log', () => {
  it('is looked at again and again; each change is told and recorded once', async () => {
    const states: DiskState['state'][] = ['ok', 'low', 'low', 'ok'];
    const records: AuditDraft[] = [];
    const told: [string, boolean][] = [];
    await new Promise<void>(resolve => {
      const stop = watchRoom({
        log: {
          disk: async () => ({ used: 5e12, free: 1, state: states.shift() ?? 'ok' }),
          append: async draft => {
            records.push(draft);
            return { index: 0, id: '', time: 0 };
          },
        },
        everyMs: 1,
        onLook: ({ state }, changed) => {
          told.push([state, changed]);
          if (told.length === 5) void stop().then(resolve);
        },
      });
    });
    assert.deepEqual(told.slice(0, 5), [
      ['ok', false],
      ['low', true],
      ['low', false],
      ['ok', true],
      ['ok', false],
    ]);
    assert.deepEqual(records, [
      { kind: 'log.room', state: 'low', used: 1e12 },
      { kind: 'log.room', state: 'ok', used: 1e12 },
    ]);
  });
});
