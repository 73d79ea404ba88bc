import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { auditConfigSchema } from '../../../server/audit/config.ts';
import { dialWithin, maintenanceOf } from '../../../server/audit/duties.ts';
import { formatVerifier, makeSigner } from '../../../server/audit/note.ts';

describe('duties of an audit log', () => {
  const key = formatVerifier(makeSigner('witness.bank.example', Buffer.alloc(32, 1), 4));

  it('are none where the configuration says nothing', () => {
    const config = auditConfigSchema.parse({});
    assert.deepEqual(config, { retention_days: null, witnesses: [], second_party: {}, exports: [] });
    assert.deepEqual(maintenanceOf(config, 'gateway'), { retentionDays: null });
  });

  it('are read from the configuration, each log with an archive of its own', () => {
    const config = auditConfigSchema.parse({
      retention_days: 400,
      archive_dir: '/archive',
      budget_bytes: 5_000_000_000,
      witnesses: [{ url: 'https://witness.bank.example', key }],
      second_party: { file: '/mnt/revision/checkpoints' },
      exports: [{ name: 'siem', format: 'ocsf', sink: { to: 'syslog', host: 'siem.bank.example' } }],
    });
    assert.deepEqual(maintenanceOf(config, 'console'), {
      retentionDays: 400,
      archive: join('/archive', 'console'),
      budgetBytes: 5_000_000_000,
    });
    assert.deepEqual(config.exports[0]!.sink, { to: 'syslog', host: 'siem.bank.example', port: 6514 });
  });

  it('are refused where they are not clear', () => {
    for (const wrong of [
      { retention_days: 0 },
      { witnesses: [{ url: 'https://witness.bank.example', key: `${key}x` }] },
      { witnesses: [{ url: 'file:///etc/passwd', key }] },
      { exports: [{ name: '../siem', format: 'ocsf', sink: { to: 'file', path: 'x' } }] },
      { exports: [{ name: 'siem', format: 'cef', sink: { to: 'file', path: 'x' } }] },
      { stray: 1 },
    ]) {
      assert.equal(auditConfigSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });

  it('dial nothing outside the allowed networks, by address or by name', async () => {
    const dial = dialWithin(['10.0.0.0/8']);
    assert.throws(() => dial({ host: '127.0.0.1', port: 1 }), /outside the allowed networks/);
    assert.throws(() => dial({ host: '::1', port: 1 }), /outside the allowed networks/);
    const socket = dial({ host: 'localhost', port: 1 });
    const [error] = await once(socket, 'error').catch(thrown => [thrown]);
    assert.match((error as Error).message, /outside the allowed networks/);
  });
});
