import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { loadAuditKeys } from '../../server/audit/keys.ts';
import { openAuditLog } from '../../server/audit/log.ts';
import { parseVerifier } from '../../server/audit/note.ts';
import { AuditReader } from '../../server/audit/read.ts';
import type { RecordKind } from '../../server/audit/records.ts';
import { verifyLog } from '../../server/audit/verify/verify.ts';
import { readDraft, temporaryFolder } from '../unit/audit/samples.ts';

/** By its address: the commands run in another folder. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');

/** The commands as an auditor uses them, and what is done to a log's folder rather than to its records. */
describe('audit from the command line', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let home: string;
  let log: string;
  let key: string;

  const run = (given: string[], cwd = home, data = home) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', tsx, main, ...given], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, INTRAMURAL_HOME: data },
    });
    return { status, stdout, stderr };
  };

  before(async () => {
    folder = await temporaryFolder();
    home = folder.path;
    log = join(home, 'audit', 'gateway');
    key = join(home, 'keys', 'audit-gateway.vkey');
    const keys = await loadAuditKeys(join(home, 'keys'), 'gateway');
    const writer = await openAuditLog({ directory: log, keys, software: '0.1.0', recordsPerSegment: 256 });
    const grow = (count: number) => Promise.all(Array.from({ length: count }, () => writer.append(readDraft)));
    await grow(700);
    await writer.checkpoint();
    for (let round = 0; round < 3; round++) await writer.maintain();
    await grow(20);
    await writer.close();
    assert.deepEqual(
      (await readdir(join(log, 'segments'))).map(name => name.split('.')[1]),
      ['gz', 'gz', 'log'],
      'sealed and open segments side by side',
    );
  });
  after(() => folder.remove());

  it('verifies a folder however it is named, with the key as the proxy or as other tools keep it', async () => {
    const { publicKey } = parseVerifier(await readFile(key, 'utf8'));
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    const pem = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' });
    await writeFile(join(home, 'key.pem'), pem);
    for (const [directory, file] of [
      [log, key],
      ['audit/gateway/', key],
      ['./audit/gateway', 'key.pem'],
    ] as const) {
      const { status, stdout } = run(['audit', 'verify', directory, '--key', file, '--json']);
      const { root, size, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
      assert.deepEqual(rest, { ok: true, first_bad: null, erased: 0 });
      assert.ok(Number(size) > 720 && String(root).length === 44);
      assert.equal(status, 0);
    }
  });

  it('exits 1 and says what is missing where there is no log, and which record is bad where there is one', async () => {
    const copy = join(home, 'copy');
    await cp(log, copy, { recursive: true });
    await rename(join(copy, 'segments', '0000000000000256.gz'), join(copy, 'segments', '0000000000000256.gz.bak'));
    const bad = run(['audit', 'verify', copy, '--key', key]);
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /NOT WHOLE\. Record 256: records 256 to 511 are missing/);
    const none = run(['audit', 'verify', home, '--key', key, '--json']);
    assert.equal(none.status, 1);
    const { first_bad, ok } = JSON.parse(none.stdout) as { ok: boolean; first_bad: { reason: string } };
    assert.equal(ok, false);
    assert.match(
      first_bad.reason,
      /neither a checkpoint nor segments; a log is the folder of one writer, such as .*audit\/gateway$/,
    );
    const wrong = run(['audit', 'verify', log, '--key', join(home, 'keys', 'audit-gateway.key')]);
    assert.equal(wrong.status, 2);
    assert.equal(run(['audit', 'verify', log, '--key', key, '--checkpoint', join(home, 'nowhere')]).status, 2);
    assert.ok(!`${wrong.stdout}${wrong.stderr}`.includes('PRIVATE+KEY'), 'a private key is not repeated');
  });

  it('records an export before it leaves, with what left and who took it', async () => {
    const data = join(home, 'other');
    const own = join(data, 'audit', 'gateway');
    const keys = await loadAuditKeys(join(data, 'keys'), 'gateway');
    const writer = await openAuditLog({ directory: own, keys, software: '0.1.0' });
    for (let at = 0; at < 10; at++) await writer.append(readDraft);
    await writer.close();
    const { status, stdout, stderr } = run(['audit', 'export', '--from', '3', '--to', '8'], home, data);
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim().split('\n').length, 5);
    const { records } = await new AuditReader(own).page({ limit: 10 });
    const record = records.find(({ kind }) => kind === 'export') as RecordKind<'export'>;
    assert.deepEqual([record.format, record.sink, record.from, record.to], ['jsonl', 'download', 3, 8]);
    assert.equal(record.subject?.by, 'system');
    assert.equal(run(['audit', 'verify'], home, data).status, 0);
  });

  it('changes the signing key: both keys prove the whole log, the old one alone what it signed', async () => {
    const data = join(home, 'rotated');
    const own = join(data, 'audit', 'gateway');
    const grow = async () => {
      const keys = await loadAuditKeys(join(data, 'keys'), 'gateway');
      const writer = await openAuditLog({ directory: own, keys, software: '0.1.0' });
      for (let at = 0; at < 5; at++) await writer.append(readDraft);
      await writer.close();
      return keys.signing;
    };
    const before = await grow();
    const rotated = run(['audit', 'rotate-key', '--json'], home, data);
    assert.equal(rotated.status, 0, rotated.stderr);
    const told = JSON.parse(rotated.stdout) as { before: string; after: string; handover: string };
    const between = await verifyLog(own, { keys: [before] });
    assert.deepEqual(
      [between.ok, told.before],
      [true, before.id],
      'until the next start the old key has signed all of it',
    );
    const after = await grow();
    assert.equal(after.id, told.after);
    assert.equal(after.name, before.name);

    const whole = run(['audit', 'verify', '--checkpoint', told.handover, '--json'], home, data);
    assert.equal(whole.status, 0, whole.stdout);
    const { records } = await new AuditReader(own).page({ limit: 50 });
    const changed = records.find(({ kind }) => kind === 'key.changed') as RecordKind<'key.changed'>;
    assert.deepEqual([changed.key, changed.before, changed.after], ['signing', before.id, after.id]);
    assert.ok(changed.index < Number((await readFile(told.handover, 'utf8')).split('\n')[1]), 'the old key signed it');
    const old = await verifyLog(own, { keys: [before] });
    assert.equal(old.ok, false);
    assert.match(old.first_bad!.reason, /not signed by the key of this log/);
  });

  const segments = (directory: string, name: string) => join(directory, 'segments', name);
  const sealed = '0000000000000000.gz';
  const cases: [string, number | null, RegExp, (directory: string) => Promise<unknown>][] = [
    ['its checkpoint taken away', null, /there is no checkpoint/, d => rm(join(d, 'checkpoint'))],
    ['its checkpoint emptied', null, /checkpoint: /, d => writeFile(join(d, 'checkpoint'), '')],
    ['all segments taken away', 0, /its end was cut off/, d => rm(join(d, 'segments'), { recursive: true })],
    ['the first segment taken away', 0, /records 0 to 255 are missing/, d => rm(segments(d, sealed))],
    ['the last segment taken away', 512, /its end was cut off/, d => rm(segments(d, '0000000000000512.log'))],
    ['the last segment emptied', 512, /changed or cut/, d => writeFile(segments(d, '0000000000000512.log'), '')],
    [
      'a sealed segment under an open one’s name',
      0,
      /does not begin as/,
      d => rename(segments(d, sealed), segments(d, '0000000000000000.log')),
    ],
    [
      'an empty open segment before a sealed one',
      0,
      /are missing/,
      d => writeFile(segments(d, '0000000000000000.log'), 'intramural-audit/1 0000000000000000\n'),
    ],
    [
      'a sealed segment copied to the end',
      null,
      /are missing/,
      d => copyFile(segments(d, sealed), segments(d, '0000000000005000.gz')),
    ],
    [
      'two segments exchanged',
      0,
      /not a sealed segment as it was written/,
      async d => {
        await rename(segments(d, sealed), join(d, 'x'));
        await rename(segments(d, '0000000000000256.gz'), segments(d, sealed));
        await rename(join(d, 'x'), segments(d, '0000000000000256.gz'));
      },
    ],
    [
      'a sealed segment compressed anew',
      0,
      /not a sealed segment as it was written/,
      async d => writeFile(segments(d, sealed), gzipSync(gunzipSync(await readFile(segments(d, sealed))))),
    ],
    ['a tile taken away', 256, /tile\/0\/001 is missing/, d => rm(join(d, 'tile', '0', '001'))],
    [
      'a tile shortened',
      null,
      /tile\/0\/000/,
      async d => {
        const path = join(d, 'tile', '0', '000');
        await writeFile(path, (await readFile(path)).subarray(32));
      },
    ],
    [
      'the names of a day taken away',
      1,
      /no record says that they were erased/,
      async d => {
        await rm(join(d, 'personal'), { recursive: true });
        await mkdir(join(d, 'personal'));
      },
    ],
  ];
  for (const [name, index, reason, tamper] of cases) {
    it(`${name}: not whole`, async () => {
      const copy = join(home, 'tampered');
      await cp(log, copy, { recursive: true });
      await tamper(copy);
      const { ok, first_bad } = await verifyLog(copy, { keys: [parseVerifier(await readFile(key, 'utf8'))] });
      await rm(copy, { recursive: true });
      assert.equal(ok, false);
      assert.match(first_bad!.reason, reason);
      if (index !== null) assert.equal(first_bad!.index, index);
    });
  }

  it('files that are no part of a log do not matter', async () => {
    const copy = join(home, 'more');
    await cp(log, copy, { recursive: true });
    await writeFile(join(copy, 'notes.txt'), 'n');
    await writeFile(segments(copy, 'notes.txt'), 'n');
    assert.equal((await verifyLog(copy, { keys: [parseVerifier(await readFile(key, 'utf8'))] })).ok, true);
  });
});
