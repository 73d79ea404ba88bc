import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { readEntries } from '../../server/audit/archive.ts';
import { openAuditLog } from '../../server/audit/log.ts';
import { algorithms, makeSigner, signatureOf } from '../../server/audit/note.ts';
import { encodeFrame, encodeHeader } from '../../server/audit/segment.ts';
import { Store } from '../../server/audit/store.ts';
import { listSegments } from '../../server/audit/tail.ts';
import { type Verification, verifyLog } from '../../server/audit/verify/verify.ts';
import { endDraft, keys, readDraft, startDraft, temporaryFolder } from '../unit/audit/samples.ts';

/** Whatever is done to a log, the verifier names it. The attacker of the last tests even has the writer's key. */
describe('tampering with an audit log', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  /** Untouched; `log` is a fresh copy of it for each test. */
  let original: string;
  let log: string;
  const witness = makeSigner('witness.example/audit', Buffer.alloc(32, 21), algorithms.cosignature);

  const checkpointOf = (directory: string) => readFile(join(directory, 'checkpoint'), 'utf8');
  const verify = (options: Partial<Parameters<typeof verifyLog>[1]> = {}): Promise<Verification> =>
    verifyLog(log, { keys: [keys.signing], ...options });
  async function entriesOf(directory: string): Promise<Buffer[]> {
    const runs = await Promise.all((await listSegments(directory)).map(readEntries));
    return runs.flat();
  }
  /** Lays the log's one segment anew, checksums and all; tiles and checkpoint stay. */
  async function lay(entries: Buffer[]): Promise<void> {
    const bytes = Buffer.concat([encodeHeader(0), ...entries.map(encodeFrame)]);
    await writeFile(join(log, 'segments', '0000000000000000.log'), bytes);
  }
  /** Makes tiles and checkpoint anew, with the writer's own key. */
  async function resign(): Promise<void> {
    await rm(join(log, 'tile'), { recursive: true });
    await rm(join(log, 'checkpoint'));
    const store = await Store.open(log, keys.signing, {});
    await store.publish();
    await store.close();
  }
  /** Gives entries the numbers of their new places. */
  const renumber = (entries: Buffer[]) =>
    entries.map((entry, index) => Buffer.from(entry.toString().replace(/"index":\d+/, `"index":${index}`)));
  async function grow(directory: string, count: number): Promise<void> {
    const writer = await openAuditLog({ directory, keys, software: '0.1.0' });
    for (let at = 0; at < count; at++) await writer.append(at % 2 === 0 ? startDraft() : endDraft());
    await writer.append(readDraft);
    await writer.close();
  }
  function assertBad(result: Verification, index: number | null, reason: RegExp): void {
    assert.equal(result.ok, false);
    assert.match(result.first_bad!.reason, reason);
    assert.equal(result.first_bad!.index, index);
  }

  before(async () => {
    folder = await temporaryFolder();
    original = join(folder.path, 'original');
    await grow(original, 8);
  });
  after(() => folder.remove());
  let copies = 0;
  const copy = async () => {
    log = join(folder.path, `copy-${copies++}`);
    await cp(original, log, { recursive: true });
  };
  afterEach(() => rm(log, { recursive: true, force: true }));

  it('nothing was done: the log is whole, and says what cannot be proved', async () => {
    await copy();
    const result = await verify({ schema: true });
    assert.equal(result.first_bad, null);
    assert.deepEqual([result.ok, result.size, result.covered, result.erased], [true, 11, 11, 0]);
    const again = await verify({ checkpoints: [await checkpointOf(original)] });
    assert.equal(again.ok, true);
  });

  it('every byte flipped once: no flip goes unnoticed', async function () {
    this.timeout(process.env.SOAK ? 1_800_000 : 120_000);
    const small = join(folder.path, 'small');
    const writer = await openAuditLog({ directory: small, keys, software: '0.1.0' });
    await writer.append(readDraft);
    await writer.placeHold(1, 2);
    await writer.close();
    // A torn tail, so that what a repair leaves is covered too.
    log = small;
    await writeFile(join(small, 'segments', '0000000000000000.log'), 'torn', { flag: 'a' });
    await (await openAuditLog({ directory: small, keys, software: '0.1.0' })).close();
    assert.equal((await verify()).ok, true);
    const files = (await readdir(small, { recursive: true, withFileTypes: true })).filter(file => file.isFile());
    const bits = process.env.SOAK ? [0, 1, 2, 3, 4, 5, 6, 7] : [null];
    let flips = 0;
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      const bytes = await readFile(path);
      for (let at = 0; at < bytes.length; at++) {
        for (const bit of bits) {
          const changed = Buffer.from(bytes);
          changed[at] = changed[at]! ^ (1 << (bit ?? at % 8));
          await writeFile(path, changed);
          const result = await verify();
          assert.equal(result.ok, false, `${file.name} byte ${at}`);
          assert.ok(result.first_bad);
          flips += 1;
        }
      }
      await writeFile(path, bytes);
    }
    assert.equal((await verify()).ok, true);
    assert.ok(flips > 2_000, `${flips} flips`);
  });

  it('a bit of a record flipped, its checksum mended: named by number', async () => {
    await copy();
    const entries = await entriesOf(log);
    entries[4] = Buffer.from(entries[4]!.toString().replace('"status":200', '"status":201'));
    await lay(entries);
    assertBad(await verify(), 4, /not the record that was signed/);
  });

  it('a record removed', async () => {
    await copy();
    const entries = await entriesOf(log);
    await lay(entries.toSpliced(3, 1));
    assertBad(await verify(), 3, /removed/);
    await lay(renumber(entries.toSpliced(3, 1)));
    assertBad(await verify(), 3, /not the record that was signed|cut off/);
  });

  it('a record inserted', async () => {
    await copy();
    const entries = await entriesOf(log);
    const forged = Buffer.from(entries[3]!.toString().replace(/"id":"(.{35})./, (_, id: string) => `"id":"${id}0`));
    await lay(entries.toSpliced(4, 0, forged));
    assertBad(await verify(), 4, /inserted, duplicated or moved/);
    await lay(renumber(entries.toSpliced(4, 0, forged)));
    assertBad(await verify(), 4, /id|not the record that was signed/);
  });

  it('a record duplicated', async () => {
    await copy();
    const entries = await entriesOf(log);
    await lay(entries.toSpliced(6, 0, entries[5]!));
    assertBad(await verify(), 6, /inserted, duplicated or moved/);
    await lay(renumber(entries.toSpliced(6, 0, entries[5]!)));
    assertBad(await verify(), 6, /duplicated/);
  });

  it('two records swapped', async () => {
    await copy();
    const entries = await entriesOf(log);
    const swapped = entries.with(2, entries[3]!).with(3, entries[2]!);
    await lay(swapped);
    assertBad(await verify(), 2, /removed/);
    await lay(renumber(swapped));
    assertBad(await verify(), 2, /not the record that was signed/);
  });

  it('the clock set back, by one who can sign', async () => {
    await copy();
    const entries = await entriesOf(log);
    entries[5] = Buffer.from(
      entries[5]!.toString().replace(/"time":(\d+)/, (_, time: string) => `"time":${Number(time) - 1000}`),
    );
    await lay(entries);
    await resign();
    assertBad(await verify(), 5, /clock was set back/);
  });

  it('a start, a stop or a gap left out, by one who can sign', async () => {
    await copy();
    const entries = await entriesOf(log);
    await lay(renumber(entries.slice(1)));
    await resign();
    assertBad(await verify(), 0, /while the log was stopped/);
    await copy();
    await grow(log, 1);
    const twice = await entriesOf(log);
    await lay(renumber(twice.toSpliced(10, 1)));
    await resign();
    assertBad(await verify(), 10, /ended clean, but it ended unclean/);
  });

  it('the tail cut and the rest signed again: named by a later checkpoint', async () => {
    await copy();
    const later = await checkpointOf(log);
    const entries = await entriesOf(log);
    await lay(entries.slice(0, 7));
    assertBad(await verify(), 7, /end was cut off/);
    await resign();
    assert.equal((await verify()).ok, true, 'without a later checkpoint this cannot be known');
    assertBad(await verify({ checkpoints: [later] }), 7, /end was cut off/);
  });

  it('the whole log rewritten with the writer’s key: named by an earlier and by a witnessed checkpoint', async () => {
    await copy();
    const kept = await checkpointOf(log);
    await grow(log, 3);
    const entries = await entriesOf(log);
    entries[4] = Buffer.from(entries[4]!.toString().replace('"status":200', '"status":500'));
    await lay(entries);
    await resign();
    assert.equal((await verify()).ok, true, 'without a checkpoint kept elsewhere this cannot be known');
    assertBad(await verify({ checkpoints: [kept] }), 0, /rewritten, or it is a fork/);
    const text = kept.slice(0, kept.indexOf('\n\n') + 1);
    const cosigned = `${kept}${signatureOf(text, witness, Math.floor(Date.now() / 1000))}`;
    assertBad(await verify({ checkpoints: [cosigned], witnesses: [witness] }), 0, /rewritten, or it is a fork/);
  });

  it('two forks of one log: named with either as the other’s witness', async () => {
    await copy();
    const one = log;
    await grow(one, 2);
    const checkpoint = await checkpointOf(one);
    await copy();
    await grow(log, 2);
    const forked = await verify({ checkpoints: [checkpoint] });
    assertBad(forked, 0, /fork/);
    const both = await verify({ checkpoints: [await checkpointOf(original), checkpoint] });
    assertBad(both, 11, /fork/);
    log = one;
    await grow(log, 2);
    assert.equal((await verify({ checkpoints: [checkpoint] })).ok, true);
  });

  it('no witness where one is demanded', async () => {
    await copy();
    assertBad(await verify({ witnesses: [witness] }), null, /no checkpoint is cosigned/);
    const kept = await checkpointOf(log);
    const text = kept.slice(0, kept.indexOf('\n\n') + 1);
    await writeFile(join(log, 'checkpoint'), `${kept}${signatureOf(text, witness, Math.floor(Date.now() / 1000))}`);
    const result = await verify({ witnesses: [witness] });
    assert.deepEqual([result.ok, result.witnessed?.size, result.witnessed?.by], [true, 11, [witness.name]]);
  });

  it('a record dated after the moment at which its witness saw it', async () => {
    await copy();
    const kept = await checkpointOf(log);
    const text = kept.slice(0, kept.indexOf('\n\n') + 1);
    const early = `${kept}${signatureOf(text, witness, Math.floor(Date.now() / 1000) - 86_400)}`;
    assertBad(await verify({ checkpoints: [early], witnesses: [witness] }), 10, /later than the moment/);
  });

  it('the name behind a pseudonym exchanged, or taken away without an erasure', async () => {
    await copy();
    const [day] = await readdir(join(log, 'personal'));
    const path = join(log, 'personal', day!);
    const rows = await readFile(path, 'utf8');
    await writeFile(path, rows.replace('alice', 'mallo'));
    assertBad(await verify(), 1, /does not open its pseudonym/);
    await writeFile(path, rows.split('\n').slice(1).join('\n'));
    assertBad(await verify(), 1, /no record says that they were erased/);
    await rm(join(log, 'personal'), { recursive: true });
    assert.equal((await verify()).ok, true, 'a stranger is handed the log without the names');
  });

  it('the spare bits of a salt', async () => {
    await copy();
    const [day] = await readdir(join(log, 'personal'));
    const path = join(log, 'personal', day!);
    const rows = await readFile(path, 'utf8');
    const spelt = /"salt":"([\w-]{42})([\w-])"/.exec(rows)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = alphabet[alphabet.indexOf(spelt[2]!) ^ 1]!;
    await writeFile(path, rows.replace(spelt[0], `"salt":"${spelt[1]}${other}"`));
    assertBad(await verify(), 1, /does not open its pseudonym/);
  });

  it('a hold taken out of the file that retention goes by', async () => {
    await copy();
    const writer = await openAuditLog({ directory: log, keys, software: '0.1.0' });
    const { hold } = await writer.placeHold(1, 2);
    await writer.placeHold(3, 4);
    await writer.close();
    const path = join(log, 'holds.json');
    const kept = await readFile(path, 'utf8');
    await rm(path);
    assertBad(await verify(), 12, /hold that it placed/);
    await writeFile(path, kept.replace('"to":4', '"to":3'));
    assertBad(await verify(), 13, /hold that it placed/);
    await writeFile(path, kept);
    const again = await openAuditLog({ directory: log, keys, software: '0.1.0' });
    await again.releaseHold(hold);
    await again.close();
    assert.equal((await verify()).first_bad, null);
  });

  it('names kept beside those that an erasure finds', async () => {
    await copy();
    await writeFile(join(log, 'personal', 'copy.jsonl'), '');
    assertBad(await verify(), null, /personal\/copy.jsonl is no file of this log/);
  });

  it('the checkpoint of another key, and of another log', async () => {
    await copy();
    const namesake = makeSigner(keys.signing.name, Buffer.alloc(32, 99));
    const result = await verifyLog(log, { keys: [namesake] });
    assertBad(result, null, /not signed by the key of this log/);
    const missing = join(folder.path, 'nothing-here');
    assertBad(await verifyLog(missing, { keys: [keys.signing] }), null, /no checkpoint/);
  });
});
