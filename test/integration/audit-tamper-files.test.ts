import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import { readEntries } from '../../server/audit/archive.ts';
import { openAuditLog } from '../../server/audit/log.ts';
import { encodeFrame, encodeHeader } from '../../server/audit/segment.ts';
import { listSegments } from '../../server/audit/tail.ts';
import { type Verification, verifyLog } from '../../server/audit/verify/verify.ts';
import { endDraft, keys, startDraft, temporaryFolder } from '../unit/audit/samples.ts';

/** Logs of more than one tile, sealed segments, and folders in which files are not what they seem. */
describe('the files of a tampered audit log', function () {
  this.timeout(30_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let original: string;
  let log: string;
  const sealed = () => join(log, 'segments', '0000000000000000.gz');
  const open = () => join(log, 'segments', '0000000000000256.log');
  const verify = () => verifyLog(log, { keys: [keys.signing] });

  function assertBad({ ok, first_bad }: Verification, index: number | null, reason: RegExp): void {
    assert.equal(ok, false);
    assert.match(first_bad!.reason, reason);
    assert.equal(first_bad!.index, index);
  }
  /** Lays records anew as an open segment, checksums and all; tiles and checkpoint stay. */
  async function lay(path: string, first: number, entries: Buffer[]): Promise<void> {
    await writeFile(path, Buffer.concat([encodeHeader(first), ...entries.map(encodeFrame)]));
  }

  before(async () => {
    folder = await temporaryFolder();
    original = join(folder.path, 'original');
    const writer = await openAuditLog({ directory: original, keys, software: '0.1.0', recordsPerSegment: 256 });
    await Promise.all(Array.from({ length: 600 }, (_, at) => writer.append(at % 2 === 0 ? startDraft() : endDraft())));
    await writer.checkpoint();
    await writer.maintain();
    await writer.close();
  });
  after(() => folder.remove());
  beforeEach(async () => {
    log = join(folder.path, 'log');
    await rm(log, { recursive: true, force: true });
    await cp(original, log, { recursive: true });
  });

  it('a record changed in a full tile: named itself, not the beginning of its tile', async () => {
    const [, second] = await listSegments(log);
    const entries = await readEntries(second!);
    const at = entries.findIndex((entry, index) => index > 40 && entry.includes('"status":200'));
    entries[at] = Buffer.from(entries[at]!.toString().replace('"status":200', '"status":201'));
    await lay(open(), 256, entries);
    assertBad(await verify(), 256 + at, /not the record that was signed/);
  });

  it('two records changed, and a third removed: the first of them is named', async () => {
    const [, second] = await listSegments(log);
    const entries = await readEntries(second!);
    for (const at of [20, 30]) entries[at] = Buffer.from(entries[at]!.toString().replace('"v":1', '"v":1 ').trim());
    entries[10] = Buffer.from(entries[10]!.toString().replace(/characters":\d/, 'characters":9'));
    await lay(open(), 256, entries.toSpliced(35, 1));
    assertBad(await verify(), 266, /not the record that was signed/);
  });

  it('a byte of a sealed segment: the record is named where it can be told, else its bundle', async () => {
    const bytes = await readFile(sealed());
    for (const at of [0, 20, 120, 2_000, 4_000, bytes.length - 20, bytes.length - 3]) {
      await writeFile(sealed(), bytes.with(at, bytes[at]! ^ 4));
      const { ok, first_bad } = await verify();
      assert.equal(ok, false, `byte ${at}`);
      assert.ok(first_bad!.index !== null && first_bad!.index < 256, `byte ${at}: ${JSON.stringify(first_bad)}`);
      // Deflate is read in order: damage in the middle leaves records before it whole.
      if (at === 4_000) assert.ok(first_bad!.index > 50, JSON.stringify(first_bad));
    }
    await writeFile(sealed(), bytes.subarray(0, bytes.length / 2));
    const cut = await verify();
    assert.match(cut.first_bad!.reason, /not a sealed segment as it was written/);
    assert.ok(cut.first_bad!.index! > 50 && cut.first_bad!.index! < 200, JSON.stringify(cut.first_bad));
  });

  it('files that are none: a folder, a device, a pipe, a link to one; none of them is waited for', async () => {
    const made: [string, RegExp, () => Promise<unknown>][] = [
      ['segments/0000000000000000.gz', /can't be read|is no file/, () => mkdir(sealed())],
      ['segments/0000000000000000.gz', /is no file/, () => symlink('/dev/zero', sealed())],
      ['segments/0000000000000256.log', /is no file/, async () => spawnSync('mkfifo', [open()])],
      ['segments/0000000000000000.gz', /is no file/, () => writeFile(sealed().replace('gz', 'moved'), '/dev/zero\n')],
      ['checkpoint', /is no file/, () => mkdir(join(log, 'checkpoint'))],
      ['segments', /is no folder/, () => writeFile(join(log, 'segments'), '')],
      ['tile/0/000', /is no file/, () => symlink('/dev/zero', join(log, 'tile', '0', '000'))],
    ];
    for (const [name, reason, make] of made) {
      await rm(log, { recursive: true });
      await cp(original, log, { recursive: true });
      await rm(join(log, name), { recursive: true });
      await make();
      const { ok, first_bad } = await verify();
      assert.equal(ok, false, name);
      assert.match(first_bad!.reason, reason, name);
    }
  }).timeout(10_000);

  it('a link to a file is that file', async () => {
    const elsewhere = join(folder.path, 'elsewhere.log');
    await rename(open(), elsewhere);
    await symlink(elsewhere, open());
    assert.equal((await verify()).first_bad, null);
  });

  it('a log that is being written to is whole whenever it is looked at', async () => {
    await rm(log, { recursive: true });
    const writer = await openAuditLog({
      directory: log,
      keys,
      software: '0.1.0',
      recordsPerSegment: 256,
      checkpointMs: 20,
      maintenanceMs: 20,
      maintenance: { retentionDays: null, archive: join(folder.path, 'archive') },
    });
    let written = 0;
    const write = async () => {
      for (; written < 5_000; written += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, at) => writer.append(at % 2 ? endDraft() : startDraft())));
      }
    };
    await writer.checkpoint();
    const writing = write().finally(() => writer.close());
    try {
      do {
        const { first_bad } = await verify();
        assert.equal(first_bad, null, `${JSON.stringify(first_bad)} after ${written}`);
      } while (written < 5_000);
    } finally {
      await writing;
    }
    assert.equal((await verify()).first_bad, null);
  });
});
