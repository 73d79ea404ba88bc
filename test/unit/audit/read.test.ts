import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openAuditLog } from '../../../server/audit/log.ts';
import { AuditReader } from '../../../server/audit/read.ts';
import { keys, readDraft, temporaryFolder } from './samples.ts';

describe('a reader of an audit log', () => {
  it('that is asked by many at once, while the log grows, counts and reads each record once', async () => {
    const folder = await temporaryFolder();
    const directory = join(folder.path, 'log');
    const log = await openAuditLog({ directory, keys, software: '0.1.0', recordsPerSegment: 256 });
    try {
      const reader = new AuditReader(directory);
      for (let round = 0; round < 20; round++) {
        const appended = Promise.all(Array.from({ length: 17 }, () => log.append(readDraft)));
        await Promise.all([...Array.from({ length: 8 }, () => reader.refresh()), appended]);
      }
      assert.equal(await reader.refresh(), log.size);
      for (let index = 0; index < log.size; index++) assert.equal((await reader.record(index))?.index, index);
    } finally {
      await log.close();
      await folder.remove();
    }
  });
});
