import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openAuditLog } from '../../../server/audit/log.ts';
import { formatVerifier, makeSigner } from '../../../server/audit/note.ts';
import { proveRecord } from '../../../server/audit/prove.ts';
import { AuditReader } from '../../../server/audit/read.ts';
import { checkProof } from '../../../telemetry/console/proof.ts';
import { keys, readDraft, temporaryFolder } from './samples.ts';

/** The page's own check of a proof, against proofs that the server's other code makes. */
describe('a proof, checked in the page', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  const key = formatVerifier(keys.signing);
  const records = 21;

  before(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'log');
    const log = await openAuditLog({ directory, keys, software: '0.1.0' });
    for (let at = 1; at < records - 1; at++) await log.append(readDraft);
    await log.close();
  });
  after(() => folder.remove());

  async function proof(index: number) {
    const { text } = await proveRecord(directory, index);
    const reader = new AuditReader(directory);
    await reader.refresh();
    const record = await reader.record(index);
    return { text, record };
  }

  it('holds for every record of the log, with its signature', async () => {
    for (let index = 0; index < records; index++) {
      const { text, record } = await proof(index);
      assert.deepEqual(await checkProof(text, key, record), {
        ok: true,
        size: records,
        key: `${keys.signing.name}+${keys.signing.id}`,
        signature: 'checked',
      });
    }
  });

  it('does not hold for another record, or one that was changed before it was shown', async () => {
    const { text } = await proof(5);
    const { record } = await proof(6);
    assert.deepEqual(await checkProof(text, key, record), { ok: false, fault: 'record' });
    const own = (await proof(5)).record!;
    assert.deepEqual(await checkProof(text, key, { ...own, time: own.time + 1 }), { ok: false, fault: 'record' });
  });

  it('does not hold when any character of it is another', async () => {
    const { text, record } = await proof(11);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const result = await checkProof(text.slice(0, at) + other + text.slice(at + 1), key, record);
      assert.equal(result.ok, false, `character ${at}, ${JSON.stringify(text.slice(at - 8, at + 8))}`);
    }
  });

  it('does not hold under another key, or a key whose id is not its own', async () => {
    const { text, record } = await proof(3);
    const other = formatVerifier(makeSigner(keys.signing.name, Buffer.alloc(32, 8)));
    assert.deepEqual(await checkProof(text, other, record), { ok: false, fault: 'signature' });
    const [name, id, bytes] = [keys.signing.name, keys.signing.id, other.split('+').slice(2).join('+')];
    assert.deepEqual(await checkProof(text, `${name}+${id}+${bytes}`, record), { ok: false, fault: 'malformed' });
  });
});
