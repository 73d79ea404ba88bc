import assert from 'node:assert/strict';
import { appendFile, cp, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { openCheckpoint } from '../../../server/audit/checkpoint.ts';
import { AuditLogLocked } from '../../../server/audit/lock.ts';
import { type AuditLog, type AuditLogOptions, AuditUnavailable, openAuditLog } from '../../../server/audit/log.ts';
import { makeSigner } from '../../../server/audit/note.ts';
import { AuditReader } from '../../../server/audit/read.ts';
import { type AuditRecord, InvalidAuditRecord } from '../../../server/audit/records.ts';
import type { SegmentHandle } from '../../../server/audit/store.ts';
import { AuditLogDamaged } from '../../../server/audit/tail.ts';
import { verifyLog } from '../../../server/audit/verify/verify.ts';
import { auditId, endDraft, keys, readDraft, startDraft, temporaryFolder } from './samples.ts';

describe('audit log', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let options: AuditLogOptions;
  const opened: AuditLog[] = [];

  async function openLog(overrides: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
    const log = await openAuditLog({ ...options, ...overrides });
    opened.push(log);
    return log;
  }
  async function all(): Promise<AuditRecord[]> {
    const page = await new AuditReader(options.directory).page({ limit: 10_000 });
    return page.records.reverse();
  }
  const kinds = async () => (await all()).map(record => record.kind);
  const openSegmentPath = async () => {
    const names = await readdir(join(options.directory, 'segments'));
    return join(options.directory, 'segments', names.sort().at(-1)!);
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    options = { directory: join(folder.path, 'gateway'), keys, software: '0.1.0' };
  });
  afterEach(async () => {
    for (const log of opened.splice(0)) await log.close();
    await folder.remove();
  });

  it('keeps records in order with their index, and begins and ends with start and stop', async () => {
    const log = await openLog();
    const appended = await Promise.all([log.append(startDraft()), log.append(endDraft()), log.append(readDraft)]);
    assert.deepEqual(
      appended.map(({ index }) => index),
      [1, 2, 3],
    );
    await log.close();
    assert.deepEqual(await kinds(), ['log.start', 'inference.start', 'inference.end', 'log.read', 'log.stop']);
    assert.deepEqual(
      (await all()).map(({ index }) => index),
      [0, 1, 2, 3, 4],
    );
  });

  it('puts a pseudonym where the draft names a person', async () => {
    const log = await openLog();
    await log.append(startDraft());
    await log.append(readDraft);
    const record = (await all()).find(({ kind }) => kind === 'inference.start')!;
    assert.match((record as { subject: { pseudonym: string } }).subject.pseudonym, /^[\w-]{43}$/);
    assert.equal((await readFile(await openSegmentPath(), 'latin1')).includes('alice'), false);
    const day = new Date().toISOString().slice(0, 10);
    assert.match(await readFile(join(options.directory, 'personal', `${day}.jsonl`), 'utf8'), /"alice"/);
  });

  it('gives one person one pseudonym a day, also after a restart', async () => {
    for (let run = 0; run < 2; run++) {
      const log = await openLog();
      await log.append(startDraft());
      await log.close();
    }
    const pseudonyms = (await all()).flatMap(record => ('subject' in record ? [record.subject?.pseudonym] : []));
    assert.equal(pseudonyms.length, 2);
    assert.equal(new Set(pseudonyms).size, 1);
  });

  it('refuses a record that the schema does not know, and names the field without its value', async () => {
    const log = await openLog();
    const stray = { ...startDraft(), prompt_text: 'int secret = 1;' } as never;
    await assert.rejects(log.append(stray), (error: Error) => {
      assert.ok(error instanceof InvalidAuditRecord);
      assert.equal(error.message.includes('secret'), false);
      return true;
    });
    await log.append(endDraft());
    assert.deepEqual(await kinds(), ['log.start', 'inference.end']);
  });

  it('does not resolve before the sync has returned, and shares one sync among many appends', async () => {
    let syncs = 0;
    let release = () => {};
    const log = await openLog({
      openSegment: async path => {
        const file = await open(path, 'r+');
        const handle: SegmentHandle = Object.create(file, {
          datasync: {
            value: async () => {
              syncs += 1;
              if (syncs > 1) await new Promise<void>(resolve => (release = resolve));
              await file.datasync();
            },
          },
          write: { value: file.write.bind(file) },
          truncate: { value: file.truncate.bind(file) },
          close: { value: file.close.bind(file) },
        });
        return handle;
      },
    });
    let resolved = 0;
    const appends = Array.from({ length: 50 }, () => log.append(endDraft()).then(() => (resolved += 1)));
    while (syncs < 2) await new Promise(setImmediate);
    assert.equal(resolved, 0);
    release();
    await Promise.all(appends);
    assert.equal(syncs, 2);
    const stopped = log.close();
    while (syncs < 3) await new Promise(setImmediate);
    release();
    await stopped;
  });

  it('writes what comes within the time to gather with one sync, in the order in which it came', async () => {
    let syncs = 0;
    const log = await openLog({
      gatherMs: 20,
      openSegment: async path => {
        const file = await open(path, 'r+');
        return {
          write: file.write.bind(file),
          truncate: file.truncate.bind(file),
          close: file.close.bind(file),
          datasync: () => {
            syncs += 1;
            return file.datasync();
          },
        } as SegmentHandle;
      },
    });
    const before = syncs;
    const first = log.append(startDraft());
    await new Promise(setImmediate);
    assert.equal(syncs, before);
    const second = log.append(endDraft());
    assert.deepEqual([(await first).index, (await second).index], [1, 2]);
    assert.equal(syncs, before + 1);
    await log.close();
    assert.deepEqual(await kinds(), ['log.start', 'inference.start', 'inference.end', 'log.stop']);
  });

  /** What a killed writer leaves: the files as they are now, without a stop and without the last checkpoint. */
  async function crash(log: AuditLog): Promise<void> {
    const copy = join(folder.path, 'crashed');
    await cp(options.directory, copy, { recursive: true });
    await log.close();
    await rm(join(copy, 'lock'), { force: true });
    options = { ...options, directory: copy };
  }

  it('cuts off a torn tail, keeps what it cut, and records the repair and the gap', async () => {
    const log = await openLog({ checkpointMs: 3_600_000 });
    await log.append(endDraft());
    await log.append(readDraft);
    await crash(log);
    const path = await openSegmentPath();
    const { size } = await stat(path);
    await truncate(path, size - 3);
    await openLog();
    assert.deepEqual(await kinds(), ['log.start', 'inference.end', 'log.start', 'log.repaired', 'log.gap']);
    const [kept] = await readdir(join(options.directory, 'removed'));
    const repaired = (await all()).find(record => record.kind === 'log.repaired')!;
    assert.equal(repaired.removed_bytes, (await stat(join(options.directory, 'removed', kept!))).size);
  });

  it('does not open a log that lost records its checkpoint covers', async () => {
    const log = await openLog();
    await log.append(endDraft());
    await log.close();
    const path = await openSegmentPath();
    const { size } = await stat(path);
    await truncate(path, size - 3);
    await assert.rejects(openLog(), AuditLogDamaged);
  });

  it('does not open a log whose records are not those of its checkpoint', async () => {
    const log = await openLog();
    await log.append(endDraft());
    await log.close();
    const other = await openAuditLog({ ...options, directory: join(folder.path, 'other') });
    await other.append(readDraft);
    await other.close();
    await cp(join(folder.path, 'other', 'segments'), join(options.directory, 'segments'), { recursive: true });
    await assert.rejects(openLog(), AuditLogDamaged);
  });

  it('does not open a log whose checkpoint another key signed', async () => {
    const log = await openLog();
    await log.close();
    const signing = makeSigner(keys.signing.name, Buffer.alloc(32, 1));
    await assert.rejects(openLog({ keys: { ...keys, signing } }), AuditLogDamaged);
  });

  it('signs checkpoints over what is durable, and none where nothing came', async () => {
    const log = await openLog({ checkpointMs: 3_600_000 });
    const sizes: number[] = [];
    log.onCheckpoint(({ size }) => sizes.push(size));
    await log.append(endDraft());
    await log.checkpoint();
    await log.checkpoint();
    await log.append(endDraft());
    await log.close();
    assert.deepEqual(sizes, [2, 4]);
    const checkpoint = openCheckpoint(await readFile(join(options.directory, 'checkpoint')), [keys.signing]);
    assert.equal(checkpoint.size, 4);
  });

  it('repairs half a length, half a frame and garbage', async () => {
    const log = await openLog();
    await log.close();
    for (const garbage of [Buffer.of(0), Buffer.of(0, 9, 1, 2), Buffer.alloc(100, 1)]) {
      await appendFile(await openSegmentPath(), garbage);
      const again = await openLog();
      await again.append(endDraft());
      await again.close();
    }
    assert.equal((await kinds()).filter(kind => kind === 'log.repaired').length, 3);
    assert.equal((await kinds()).filter(kind => kind === 'inference.end').length, 3);
  });

  it('is failed while the disk is full, and records the gap when it can write again', async () => {
    let full = false;
    const states: string[] = [];
    const log = await openLog({
      retryMs: 5,
      openSegment: async path => {
        const file = await open(path, 'r+');
        return {
          write: ((...parameters: Parameters<typeof file.write>) => {
            if (full) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
            return file.write(...parameters);
          }) as SegmentHandle['write'],
          datasync: () => file.datasync(),
          truncate: length => file.truncate(length),
          close: () => file.close(),
        };
      },
    });
    log.onState(state => states.push(state));
    await log.append(endDraft());
    full = true;
    await assert.rejects(log.append(endDraft()), (error: Error) => {
      assert.ok(error instanceof AuditUnavailable);
      assert.equal(error.reason, 'disk_full');
      return true;
    });
    await assert.rejects(log.append(endDraft()), AuditUnavailable);
    full = false;
    while (log.state !== 'open') await new Promise(resolve => setTimeout(resolve, 2));
    await log.append(readDraft);
    assert.deepEqual(await kinds(), ['log.start', 'inference.end', 'log.gap', 'log.read']);
    const gap = (await all())[2]!;
    assert.equal(gap.kind === 'log.gap' && gap.reason === 'disk_full' && gap.refused === 2, true);
    assert.deepEqual(states, ['failed', 'open']);
  });

  it('records a clock set back, and never goes back without saying so', async () => {
    let now = 1_800_000_000_000;
    const log = await openLog({ clock: () => now });
    await log.append(endDraft());
    now -= 500;
    await log.append(endDraft());
    now -= 60_000;
    const late = await log.append(endDraft());
    const records = await all();
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['log.start', 'inference.end', 'inference.end', 'clock.stepped', 'inference.end'],
    );
    assert.equal(late.index, 4);
    assert.deepEqual(
      records.map(({ time }) => time - now),
      [60_500, 60_500, 60_500, 0, 0],
    );
    const ids = records.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
  });

  it('leaves no gap where a refused record comes right after the clock was set back', async () => {
    let now = 1_800_000_000_000;
    const log = await openLog({ clock: () => now });
    now -= 60_000;
    await assert.rejects(log.append({ ...endDraft(), result: 'lost' } as never), InvalidAuditRecord);
    await log.append(endDraft());
    await log.close();
    const indices = (await all()).map(({ index }) => index);
    assert.deepEqual(indices, [0, 1, 2, 3]);
    assert.equal((await verifyLog(options.directory, { keys: [keys.signing] })).first_bad, null);
  });

  it('cuts off a torn name, whatever day it was torn on', async () => {
    let now = Date.UTC(2026, 0, 1, 23);
    const log = await openLog({ clock: () => now });
    await log.append(startDraft());
    await log.close();
    await appendFile(join(options.directory, 'personal', '2026-01-01.jsonl'), '{"pseudonym":"half');
    now += 3_600_000;
    const again = await openLog({ clock: () => now });
    await again.append(startDraft());
    await again.close();
    assert.equal((await verifyLog(options.directory, { keys: [keys.signing] })).first_bad, null);
  });

  it('goes on in a new segment when one is full', async () => {
    const log = await openLog({ recordsPerSegment: 256 });
    await Promise.all(Array.from({ length: 600 }, () => log.append(endDraft())));
    await log.close();
    assert.equal((await readdir(join(options.directory, 'segments'))).length, 3);
    const again = await openLog({ recordsPerSegment: 256 });
    assert.equal((await again.append(endDraft())).index, 603);
    assert.deepEqual(
      (await all()).map(({ index }) => index),
      Array.from({ length: 604 }, (_, index) => index),
    );
  });

  it('lets one writer in at a time', async () => {
    await openLog();
    await assert.rejects(openAuditLog(options), AuditLogLocked);
  });

  it('reads pages newest first, one record by id, and the life of an inference', async () => {
    const log = await openLog();
    const made = Date.now().toString(16).padStart(12, '0');
    const inference = `${made.slice(0, 8)}-${made.slice(8)}-7000-8000-000000000001`;
    const start = await log.append({ ...startDraft(), audit_id: inference } as never);
    for (let at = 0; at < 20; at++) await log.append(readDraft);
    await log.append({ ...endDraft(), audit_id: inference } as never);
    const reader = new AuditReader(options.directory);
    const first = await reader.page({ limit: 5 });
    assert.deepEqual(
      first.records.map(({ index }) => index),
      [22, 21, 20, 19, 18],
    );
    const second = await reader.page({ limit: 100, before: first.next! });
    assert.equal(second.records[0]!.index, 17);
    assert.equal(second.next, null);
    const reads = await reader.page({ limit: 3, match: record => record.kind === 'inference.start' });
    assert.equal(reads.records.length, 1);
    assert.equal((await reader.byId(start.id))?.index, start.index);
    assert.equal(await reader.byId(auditId), null);
    assert.deepEqual(
      (await reader.life(inference)).map(({ kind }) => kind),
      ['inference.start', 'inference.end'],
    );
  });

  it('follows what is appended', async () => {
    const log = await openLog();
    const seen: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const record of new AuditReader(options.directory).follow(0, stop.signal)) {
        seen.push(record.kind);
        if (seen.length === 3) stop.abort();
      }
    })();
    await log.append(startDraft());
    await log.append(endDraft());
    await following;
    assert.deepEqual(seen, ['log.start', 'inference.start', 'inference.end']);
  });
});
