import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type AuditLog, type AuditLogOptions, openAuditLog } from '../../server/audit/log.ts';
import { checkProof, proveConsistency, proveRecord } from '../../server/audit/prove.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { askWriter } from '../../server/audit/requests.ts';
import { encodeBundle } from '../../server/audit/tiles.ts';
import { verifyLog } from '../../server/audit/verify/verify.ts';
import { endDraft, keys, startDraft, temporaryFolder } from '../unit/audit/samples.ts';

const dayMs = 86_400_000;

/** Sealing, moving, deleting, holding and erasing: whatever goes, what stays is still proved. */
describe('retention of an audit log', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  let now: number;
  let log: AuditLog | null = null;

  const open = async (overrides: Partial<AuditLogOptions> = {}): Promise<AuditLog> => {
    log = await openAuditLog({
      directory,
      keys,
      software: '0.1.0',
      recordsPerSegment: 256,
      clock: () => now,
      maintenanceMs: 3_600_000,
      ...overrides,
    });
    return log;
  };
  const close = async () => {
    await log?.close();
    log = null;
  };
  const fill = (writer: AuditLog, count: number, name = 'alice') =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        writer.append(at % 2 === 0 ? startDraft({ subject: { name, by: 'oidc' } } as never) : endDraft()),
      ),
    );
  /** Seals, moves and deletes until nothing changes any more. */
  const settle = async (writer: AuditLog) => {
    for (let round = 0; round < 8; round++) {
      await writer.checkpoint();
      await writer.maintain();
    }
    await writer.checkpoint();
  };
  const segments = async () => (await readdir(join(directory, 'segments'))).sort();
  const entries = async () => {
    const reader = new AuditReader(directory);
    return reader.entries(0, await reader.refresh());
  };
  const verify = () => verifyLog(directory, { keys: [keys.signing], schema: true });

  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'log');
    now = Date.UTC(2026, 0, 1);
  });
  afterEach(async () => {
    await close();
    await folder.remove();
  });

  it('seals full segments: the same records, smaller, and any byte changed is noticed', async () => {
    const writer = await open();
    await fill(writer, 700);
    const before = await entries();
    await settle(writer);
    assert.deepEqual(await segments(), ['0000000000000000.gz', '0000000000000256.gz', '0000000000000512.log']);
    const after = await entries();
    assert.deepEqual(after.slice(0, before.length), before);
    const sealed = join(directory, 'segments', '0000000000000256.gz');
    const bytes = await readFile(sealed);
    assert.ok(gunzipSync(bytes).equals(encodeBundle(before.slice(256, 512))));
    await close();
    assert.equal((await verify()).first_bad, null);
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 300)) {
      await writeFile(sealed, bytes.with(at, bytes[at]! ^ (1 << (at % 8))));
      assert.equal((await verify()).ok, false, `byte ${at}`);
    }
    await writeFile(sealed, bytes);
    await fill(await open(), 10);
    await close();
    assert.equal((await verify()).first_bad, null);
  });

  it('reads sealed segments by page, by id and by time', async () => {
    const writer = await open();
    const appended = await fill(writer, 700);
    await settle(writer);
    const reader = new AuditReader(directory);
    const { records, next } = await reader.page({ limit: 400, before: 700 });
    assert.deepEqual([records[0]!.index, records.at(-1)!.index, next], [699, 300, 300]);
    assert.equal((await reader.byId(appended[100]!.id))?.index, appended[100]!.index);
  });

  it('moves sealed segments to the archive, where they are read, proved and verified', async () => {
    const archive = join(folder.path, 'archive');
    const writer = await open({ maintenance: { archive } });
    await fill(writer, 600);
    const before = await entries();
    await settle(writer);
    assert.deepEqual(await segments(), ['0000000000000000.moved', '0000000000000256.moved', '0000000000000512.log']);
    assert.equal((await readdir(archive)).length, 2);
    assert.deepEqual((await entries()).slice(0, before.length), before);
    const { text } = await proveRecord(directory, 300);
    assert.equal(checkProof(text, [keys.signing]).ok, true);
    await close();
    assert.equal((await verify()).first_bad, null);
    const elsewhere = join(folder.path, 'elsewhere');
    await rename(archive, elsewhere);
    assert.match((await verify()).first_bad!.reason, /is not there/);
    const options = { keys: [keys.signing], archive: elsewhere };
    assert.equal((await verifyLog(directory, options)).first_bad, null);
  });

  it('deletes what is past its days, leaves its root, and still proves the rest', async () => {
    const writer = await open({ maintenance: { retentionDays: 30 } });
    await fill(writer, 700);
    const { text } = await proveRecordSoon(writer, 10);
    now += 20 * dayMs;
    await fill(writer, 300, 'bob');
    await settle(writer);
    assert.equal((await segments()).length, 4);
    now += 20 * dayMs;
    await fill(writer, 10, 'bob');
    await settle(writer);
    assert.deepEqual(await segments(), ['0000000000000512.gz', '0000000000000768.log']);
    await close();
    const result = await verify();
    assert.deepEqual([result.first_bad, result.deleted], [null, 512]);
    assert.equal(checkProof(text, [keys.signing]).ok, true, 'a proof made before stays valid');
    assert.equal(checkProof((await proveRecord(directory, 600)).text, [keys.signing]).ok, true);
    assert.equal((await proveConsistency(directory, 512, 900)).ok, true);
    const reader = new AuditReader(directory);
    await reader.refresh();
    assert.equal(reader.oldest, 512);
    await open();
    await close();
    assert.equal((await verify()).first_bad, null, 'after a restart');
  });

  async function proveRecordSoon(writer: AuditLog, index: number) {
    await writer.checkpoint();
    return proveRecord(directory, index);
  }

  it('deletes nothing that is held, until the hold is released', async () => {
    const writer = await open({ maintenance: { retentionDays: 30 } });
    await fill(writer, 600);
    const { hold } = await writer.placeHold(now - dayMs, now + dayMs, { name: 'counsel', by: 'oidc' });
    now += 60 * dayMs;
    await settle(writer);
    assert.equal((await segments())[0], '0000000000000000.gz');
    await writer.releaseHold(hold);
    await settle(writer);
    assert.equal((await segments())[0], '0000000000000512.log');
    await close();
    assert.equal((await verify()).first_bad, null);
  });

  it('still says what is gone when the records that said so are gone too', async () => {
    const options = { maintenance: { retentionDays: 2 } };
    let writer = await open(options);
    const { hold } = await writer.placeHold(now, now);
    for (let day = 0; day < 9; day++) {
      await fill(writer, 300, day % 2 === 0 ? 'alice' : 'bob');
      if (day === 1) {
        await writer.erase(['alice']);
        await close();
        const last = (await segments()).findLast(name => name.endsWith('.log'));
        await writeFile(join(directory, 'segments', last!), 'torn', { flag: 'a' });
        writer = await open(options);
      }
      if (day === 7) await writer.releaseHold(hold);
      await settle(writer);
      const { first_bad, size, deleted } = await verify();
      assert.equal(first_bad, null, `day ${day}`);
      if (day === 6) assert.deepEqual([(await segments())[0], deleted > 700], ['0000000000000000.gz', true]);
      if (day === 8) assert.ok(deleted > size - 4 * 300, `${deleted} of ${size}`);
      now += dayMs;
    }
    assert.deepEqual(await readdir(join(directory, 'removed')), []);
    await close();
    const [oldest] = await segments();
    await rm(join(directory, 'segments', oldest!));
    const without = await verify();
    // With it went what said of others that they were deleted: the first of those is named.
    assert.ok(without.first_bad!.index! <= Number.parseInt(oldest!, 10));
    assert.match(without.first_bad!.reason, /no record says that they were deleted/);
  });

  it('a checkpoint of records that are all gone proves nothing, and is not taken for proof', async () => {
    const writer = await open({ maintenance: { retentionDays: 2 } });
    await fill(writer, 100);
    await writer.checkpoint();
    const old = await readFile(join(directory, 'checkpoint'), 'utf8');
    await fill(writer, 600);
    now += 5 * dayMs;
    await settle(writer);
    const newer = await readFile(join(directory, 'checkpoint'), 'utf8');
    await close();
    const held = (...checkpoints: string[]) => verifyLog(directory, { keys: [keys.signing], checkpoints });
    assert.match((await held(old)).first_bad!.reason, /deleted since: it proves nothing/);
    assert.equal((await held(old, newer)).first_bad, null);
  });

  it('names a sealed segment that went without a record', async () => {
    const writer = await open();
    await fill(writer, 600);
    await settle(writer);
    await close();
    await rm(join(directory, 'segments', '0000000000000000.gz'));
    const result = await verify();
    assert.equal(result.first_bad?.index, 0);
    assert.match(result.first_bad!.reason, /no record says that they were deleted/);
  });

  it('erases a person: no name is left, and every proof stays valid', async () => {
    const writer = await open();
    await fill(writer, 300);
    now += dayMs;
    await fill(writer, 20);
    await fill(writer, 5, 'bob');
    await writer.checkpoint();
    const { text } = await proveRecord(directory, 1);
    assert.equal(await writer.erase(['alice'], { name: 'officer', by: 'oidc' }), 2);
    assert.equal(await writer.erase(['nobody']), 0);
    await fill(writer, 1);
    await close();
    const result = await verify();
    assert.deepEqual([result.first_bad, result.erased], [null, 160]);
    assert.equal(checkProof(text, [keys.signing]).ok, true);
    for (const day of await readdir(join(directory, 'personal'))) {
      const rows = await readFile(join(directory, 'personal', day), 'utf8');
      // The one record after the erasure is a new pseudonym of a new day's salt.
      const expected = day.startsWith('2026-01-02') ? 1 : 0;
      assert.equal(rows.split('alice').length - 1, expected, day);
    }
  });

  it('finishes an erasure that a crash interrupted', async () => {
    const writer = await open();
    await fill(writer, 4);
    await close();
    const [day] = await readdir(join(directory, 'personal'));
    const row = JSON.parse((await readFile(join(directory, 'personal', day!), 'utf8')).split('\n')[0]!);
    const intention = { erasure: '01990000-0000-7000-8000-000000000000', pseudonyms: [row.pseudonym] };
    await writeFile(join(directory, 'erasing.json'), JSON.stringify(intention));
    await open();
    await close();
    const result = await verify();
    assert.deepEqual([result.first_bad, result.erased], [null, 2]);
    assert.equal((await readdir(directory)).includes('erasing.json'), false);
  });

  it('carries out what the command line asks of a running writer', async () => {
    const writer = await open({ checkpointMs: 10 });
    await fill(writer, 4);
    const by = { name: 'officer', by: 'system' } as const;
    assert.deepEqual(await askWriter(directory, { kind: 'erase', subjects: ['alice'], by }, 5_000), { done: '1' });
    const held = await askWriter(directory, { kind: 'hold', from: 0, to: now }, 5_000);
    assert.ok(held && 'done' in held);
    assert.deepEqual(await askWriter(directory, { kind: 'release', hold: held.done }, 5_000), held);
    const unknown = await askWriter(directory, { kind: 'release', hold: held.done }, 5_000);
    assert.ok(unknown && 'refused' in unknown);
    await mkdir(join(directory, 'requests'), { recursive: true });
    assert.deepEqual(await readdir(join(directory, 'requests')), []);
  });

  it('raises the alarm before the budget is spent', async () => {
    const writer = await open({ maintenance: { budgetBytes: 100_000 } });
    await fill(writer, 50);
    assert.ok((await writer.disk()).used < 90_000);
    await fill(writer, 100);
    assert.equal((await writer.disk()).state, 'low');
  });
});
