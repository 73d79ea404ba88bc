import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { splitCheckpoints } from '../../server/audit/checkpoint.ts';
import { Distribution, type DistributionOptions, fileKeeper } from '../../server/audit/distribution.ts';
import { type AuditLog, openAuditLog } from '../../server/audit/log.ts';
import { algorithms, makeSigner } from '../../server/audit/note.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { verifyLog } from '../../server/audit/verify/verify.ts';
import { Witness } from '../../server/audit/witness.ts';
import { TestWitness } from '../support/audit-witness.ts';
import { endDraft, keys, temporaryFolder } from '../unit/audit/samples.ts';

describe('checkpoints in other hands', () => {
  const key = makeSigner('witness.example/audit', Buffer.alloc(32, 31), algorithms.cosignature);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  let witness: TestWitness;
  let url: string;
  let log: AuditLog | null = null;

  const open = async () => {
    log = await openAuditLog({ directory, keys, software: '0.1.0', recordsPerSegment: 256, checkpointMs: 3_600_000 });
    return log;
  };
  const grow = async (writer: AuditLog, count: number) => {
    await Promise.all(Array.from({ length: count }, () => writer.append(endDraft())));
    await writer.checkpoint();
  };
  const options = (overrides: Partial<DistributionOptions> = {}): DistributionOptions => ({
    directory,
    witnesses: [{ url, key }],
    keepers: [],
    fetch,
    ...overrides,
  });
  const checkpoint = () => readFile(join(directory, 'checkpoint'), 'utf8');

  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'log');
    witness = new TestWitness(key, keys.signing);
    url = await witness.start();
  });
  afterEach(async () => {
    await log?.close();
    log = null;
    await witness.stop();
    await folder.remove();
  });

  it('are cosigned as the log grows, each time with a proof that it only grew', async () => {
    const writer = await open();
    const distribution = new Distribution(writer, options());
    for (const count of [3, 1, 300, 700]) {
      await grow(writer, count);
      await distribution.distribute();
      assert.equal(witness.seen.size, writer.size);
    }
    assert.equal(witness.requests, 4);
    await writer.close();
    await distribution.stop();
    assert.equal(witness.seen.size, writer.size);
    const result = await verifyLog(directory, { keys: [keys.signing], witnesses: [key] });
    assert.deepEqual([result.ok, result.witnessed?.size, result.witnessed?.by], [true, writer.size, [key.name]]);
  });

  it('are cosigned again after a restart, though the size the witness saw is forgotten', async () => {
    await grow(await open(), 40);
    const first = new Witness({ url, key }, directory, fetch);
    assert.equal((await first.cosign(await checkpoint())).kind, 'cosigned');
    await grow(log!, 40);
    const second = new Witness({ url, key }, directory, fetch);
    assert.equal((await second.cosign(await checkpoint())).kind, 'cosigned');
    assert.equal(witness.requests, 3);
  });

  it('are refused where the log was cut, rewritten or forked', async () => {
    await grow(await open(), 40);
    await log!.close();
    const kept = join(folder.path, 'kept');
    await cp(directory, kept, { recursive: true });
    await grow(await open(), 40);
    const asked = () => checkpoint().then(text => new Witness({ url, key }, directory, fetch).cosign(text));
    assert.equal((await asked()).kind, 'cosigned');
    await log!.close();
    const seen = witness.seen.size;
    await rm(directory, { recursive: true });
    await cp(kept, directory, { recursive: true });
    assert.deepEqual(await asked(), { kind: 'failed', reason: 'witness_ahead' }, 'cut');
    await grow(await open(), 60);
    assert.deepEqual(await asked(), { kind: 'failed', reason: 'proof_refused' }, 'forked and longer');
    assert.equal(witness.seen.size, seen);
  });

  it('are not taken from a witness whose answer is not its own', async () => {
    await grow(await open(), 4);
    const other = makeSigner(key.name, Buffer.alloc(32, 32), algorithms.cosignature);
    const asked = await new Witness({ url, key: other }, directory, fetch).cosign(await checkpoint());
    assert.deepEqual(asked, { kind: 'failed', reason: 'answer_unreadable' });
    const endless = async () => new Response('x'.repeat(100_000));
    const long = await new Witness({ url, key }, directory, endless).cosign(await checkpoint());
    assert.deepEqual(long, { kind: 'failed', reason: 'unreachable' });
  });

  it('leave one record when a witness fails, and one when it is back', async () => {
    const writer = await open();
    const distribution = new Distribution(writer, options());
    witness.broken = 503;
    for (let round = 0; round < 3; round++) {
      await grow(writer, 2);
      await distribution.distribute();
    }
    witness.broken = null;
    await grow(writer, 2);
    await distribution.distribute();
    const { records } = await new AuditReader(directory).page({
      limit: 10,
      match: ({ kind }) => kind === 'witness.state',
    });
    assert.deepEqual(
      records.map(record => (record.kind === 'witness.state' ? [record.state, record.reason] : null)),
      [
        ['recovered', undefined],
        ['failing', 'unreachable'],
      ],
    );
    await distribution.stop();
  });

  it('are kept by a second party, whose file names a rewritten log', async () => {
    const kept = join(folder.path, 'second-party');
    const writer = await open();
    const distribution = new Distribution(writer, options({ keepers: [fileKeeper(kept)] }));
    await grow(writer, 3);
    await distribution.distribute();
    await distribution.distribute();
    await grow(writer, 3);
    await writer.close();
    await distribution.stop();
    const checkpoints = await readFile(kept, 'utf8');
    assert.equal(splitCheckpoints(checkpoints).length, 2);
    const again = { keys: [keys.signing], checkpoints: [checkpoints] };
    assert.equal((await verifyLog(directory, again)).first_bad, null);
    await rm(directory, { recursive: true });
    await grow(await open(), 20);
    await log!.close();
    const rewritten = await verifyLog(directory, again);
    assert.match(rewritten.first_bad!.reason, /rewritten, or it is a fork/);
  });
});
