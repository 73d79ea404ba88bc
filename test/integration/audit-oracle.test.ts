import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openCheckpoint } from '../../server/audit/checkpoint.ts';
import { openAuditLog } from '../../server/audit/log.ts';
import { algorithms, formatVerifier, makeSigner, parseVerifier, signatureOf } from '../../server/audit/note.ts';
import { checkProof, proveRecord } from '../../server/audit/prove.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { writeSite } from '../../server/audit/resources.ts';
import { endDraft, keys, readDraft, startDraft, temporaryFolder } from '../unit/audit/samples.ts';

/** Our log in the hands of an independent reader: the C2SP library in Go. Runs where `go` is on the path. */
describe('an independent C2SP verifier', () => {
  const source = join(import.meta.dirname, 'audit-oracle');
  const vkey = formatVerifier(keys.signing);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let log: string;
  let site: string;
  let binary: string;

  const go = (...parameters: string[]) =>
    spawnSync('go', parameters, { cwd: source, encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });
  const oracle = (...parameters: string[]) => spawnSync(binary, parameters, { encoding: 'utf8' });

  before(async function () {
    this.timeout(300_000);
    if (go('version').status !== 0 || go('mod', 'download').status !== 0) this.skip();
    folder = await temporaryFolder();
    binary = join(folder.path, 'oracle');
    const built = go('build', '-o', binary, '.');
    assert.equal(built.status, 0, built.stderr);
    log = join(folder.path, 'log');
    site = join(folder.path, 'site');
    // Three full bundles and a part of a fourth, over segments of 256.
    const writer = await openAuditLog({ directory: log, keys, software: '0.1.0', recordsPerSegment: 256 });
    const drafts = Array.from({ length: 800 }, (_, at) => [startDraft(), endDraft(), readDraft][at % 3]!);
    await Promise.all(drafts.map(draft => writer.append(draft)));
    await writer.close();
    await writeSite(log, site);
  });
  after(() => folder?.remove());

  it('reads every entry, tile and checkpoint, and finds the same log', async () => {
    const found = oracle('verify', site, vkey);
    assert.equal(found.status, 0, found.stderr);
    const reader = new AuditReader(log);
    const entries = await reader.entries(0, await reader.refresh());
    const digest = createHash('sha256');
    for (const entry of entries) digest.update(entry).update('\n');
    const checkpoint = openCheckpoint(await readFile(join(log, 'checkpoint')), [keys.signing]);
    assert.deepEqual(JSON.parse(found.stdout), {
      size: 802,
      root: checkpoint.root.toString('base64'),
      digest: digest.digest('hex'),
    });
  });

  it('refuses our log under another key, and with a byte changed', async () => {
    const namesake = formatVerifier(makeSigner(keys.signing.name, Buffer.alloc(32, 4)));
    assert.equal(oracle('verify', site, namesake).status, 1);
    const bundle = join(site, 'tile', 'entries', '001');
    const bytes = await readFile(bundle);
    await writeFile(bundle, bytes.with(100, bytes[100]! ^ 1));
    assert.equal(oracle('verify', site, vkey).status, 1);
    await writeFile(bundle, bytes);
  });

  it('accepts our proofs of single records, and only for their record', async () => {
    const reader = new AuditReader(log);
    await reader.refresh();
    for (const index of [0, 255, 256, 511, 800, 801]) {
      const { text } = await proveRecord(log, index);
      const [entry] = await reader.entries(index, index + 1);
      const proof = join(folder.path, 'record.tlog-proof');
      const record = join(folder.path, 'record');
      await writeFile(proof, text);
      await writeFile(record, entry!);
      const accepted = oracle('proof', proof, vkey, record);
      assert.equal(accepted.status, 0, accepted.stderr);
      assert.equal(checkProof(text, [keys.signing]).ok, true);
      await writeFile(record, `${entry} `);
      assert.equal(oracle('proof', proof, vkey, record).status, 1);
    }
  });

  it('makes cosignatures that we accept, and accepts ours', async () => {
    const path = join(site, 'checkpoint');
    const checkpoint = await readFile(path, 'utf8');
    const made = oracle('cosign', path, 'witness.example/go');
    assert.equal(made.status, 0, made.stderr);
    const [key, ...lines] = made.stdout.split('\n');
    const witness = parseVerifier(key!);
    const opened = openCheckpoint(`${checkpoint}${lines.join('\n')}`, [keys.signing], [witness]);
    const time = opened.signatures.find(({ key: { name } }) => name === witness.name)?.time;
    assert.ok(Math.abs(time! - Date.now() / 1000) < 60);
    const own = makeSigner('witness.example/own', Buffer.alloc(32, 6), algorithms.cosignature);
    const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1);
    await writeFile(path, `${checkpoint}${signatureOf(text, own, 1_800_000_000)}`);
    const accepted = oracle('verify', site, vkey, formatVerifier(own));
    assert.equal(accepted.status, 0, accepted.stderr);
  });
});
