import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { DuckDBInstance } from '@duckdb/node-api';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { Exporter, readCursor } from '../../server/audit/export/exporter.ts';
import { writeParquet } from '../../server/audit/export/parquet.ts';
import { fileSink, type Sink, syslogSink } from '../../server/audit/export/sinks.ts';
import { loadAuditKeys } from '../../server/audit/keys.ts';
import { type AuditLog, openAuditLog } from '../../server/audit/log.ts';
import { endDraft, keys, startDraft, temporaryFolder } from '../unit/audit/samples.ts';

const context = { software: '0.1.0', host: 'bank' };
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 5));
};
const indices = (lines: string[]) => lines.map(line => (JSON.parse(line) as { index: number }).index);

describe('export of audit records', function () {
  this.timeout(30_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  let cursor: string;
  let log: AuditLog;
  /** Ends what a failed test left running. */
  const cleanups: (() => void)[] = [];
  const stopper = () => {
    const stop = new AbortController();
    cleanups.push(() => stop.abort());
    return stop;
  };

  const grow = (count: number) => Promise.all(Array.from({ length: count }, () => log.append(endDraft())));
  const exporter = (sink: Sink, onState?: (state: string, cursor: number) => void) =>
    new Exporter({
      directory,
      cursor,
      format: 'jsonl',
      context,
      sink,
      pollMs: 5,
      backoffMs: 5,
      ...(onState && { onState }),
    });

  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'log');
    cursor = join(folder.path, 'cursor.json');
    log = await openAuditLog({ directory, keys, software: '0.1.0', recordsPerSegment: 256 });
  });
  afterEach(async () => {
    for (const clean of cleanups.splice(0)) clean();
    await log.close();
    await folder.remove();
  });

  it('leaves no record out, whatever breaks, and repeats only what was not acknowledged', async () => {
    await grow(1400);
    const taken: string[] = [];
    const states: string[] = [];
    let asked = 0;
    const moody: Sink = {
      kind: 'https',
      async send(lines) {
        asked += 1;
        // Every second batch arrives, and its acknowledgement is lost.
        if (asked % 3 === 0) throw new Error('unreachable');
        taken.push(...lines);
        if (asked % 2 === 0) throw new Error('no answer');
      },
      close: async () => undefined,
    };
    for (let run = 0; run < 3; run++) {
      const stop = stopper();
      const running = exporter(moody, state => states.push(state)).run(stop.signal);
      await until(async () => (await readCursor(cursor)) >= Math.min(log.size, (run + 1) * 500));
      stop.abort();
      await running;
    }
    await grow(10);
    const stop = stopper();
    const running = exporter(moody).run(stop.signal);
    await until(async () => (await readCursor(cursor)) === log.size);
    stop.abort();
    await running;
    const seen = indices(taken);
    assert.deepEqual(
      [...new Set(seen)].sort((a, b) => a - b),
      Array.from({ length: log.size }, (_, index) => index),
    );
    const fresh = seen.filter((index, at) => seen.indexOf(index) === at);
    assert.deepEqual(
      fresh,
      [...fresh].sort((a, b) => a - b),
      'in order',
    );
    assert.ok(states.includes('failing') && states.includes('recovered'));
  });

  it('appends to a file, and goes on from its cursor', async () => {
    const path = join(folder.path, 'out.jsonl');
    for (const count of [5, 7]) {
      await grow(count);
      const stop = stopper();
      const running = exporter(fileSink(path)).run(stop.signal);
      await until(async () => (await readCursor(cursor)) === log.size);
      stop.abort();
      await running;
    }
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    assert.deepEqual(
      indices(lines),
      Array.from({ length: 13 }, (_, index) => index),
    );
  });

  it('speaks syslog over TLS, counts octets, and comes back when the server was away', async () => {
    const tls = (name: string) => readFile(join(import.meta.dirname, '../fixtures/tls', name));
    const [key, cert, ca] = await Promise.all([tls('server.key'), tls('server.pem'), tls('authority.pem')]);
    let received = Buffer.alloc(0);
    const sockets = new Set<TLSSocket>();
    const listen = (port: number): Promise<Server> =>
      new Promise(resolve => {
        const server = createServer({ key, cert }, socket => {
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.on('data', (chunk: Buffer) => {
            received = Buffer.concat([received, chunk]);
          });
        });
        cleanups.push(() => {
          for (const socket of sockets) socket.destroy();
          server.close();
        });
        server.listen(port, '127.0.0.1', () => resolve(server));
      });
    const first = await listen(0);
    const { port } = first.address() as AddressInfo;
    const states: string[] = [];
    const sink = syslogSink({ host: '127.0.0.1', servername: 'models.bank.example', port, ca });
    const stop = stopper();
    const running = new Exporter({
      directory,
      cursor,
      format: 'syslog',
      context,
      sink,
      pollMs: 5,
      backoffMs: 5,
      onState: state => states.push(state),
    }).run(stop.signal);
    await grow(3);
    await until(async () => (await readCursor(cursor)) === log.size);
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => first.close(resolve));
    await until(async () => {
      await grow(1);
      return states.includes('failing');
    });
    const second = await listen(port);
    await until(async () => states.includes('recovered') && (await readCursor(cursor)) === log.size);
    stop.abort();
    await running;
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => second.close(resolve));
    const seen = new Set<number>();
    for (let at = 0; at < received.length; ) {
      const space = received.indexOf(' ', at);
      const end = space + 1 + Number(received.toString('utf8', at, space));
      const message = received.toString('utf8', space + 1, end);
      // A connection that was cut leaves half a message, which the next connection sends again.
      if (!/^<1\d\d>1 .* bank intramural - [a-z.]+ \[audit@32473 index="\d+" id="[^"]+"\] \{.*\}$/.test(message)) break;
      seen.add(Number(/index="(\d+)"/.exec(message)![1]));
      at = end;
    }
    assert.ok(seen.has(0) && seen.has(3));
  });

  it('refuses a syslog server that the authority does not vouch for', async () => {
    const tls = (name: string) => readFile(join(import.meta.dirname, '../fixtures/tls', name));
    const [key, cert] = await Promise.all([tls('server.key'), tls('server.pem')]);
    const server = createServer({ key, cert }, socket => socket.on('error', () => undefined));
    server.on('tlsClientError', () => undefined);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const sink = syslogSink({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    await assert.rejects(sink.send(['message']), /certificate/);
    await new Promise(resolve => server.close(resolve));
  });

  it('writes Parquet that counts as the log counts', async () => {
    await log.append(startDraft());
    await grow(4);
    const target = join(folder.path, "it's.parquet");
    assert.equal(await writeParquet(directory, target, 0, log.size), log.size);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const query = `SELECT count(*)::INT, sum(redactions)::INT, max("index")::INT, count(model)::INT FROM '${target.replace("'", "''")}'`;
    const rows = await (await connection.run(query)).getRows();
    assert.deepEqual(rows, [[6, 1, 5, 1]]);
    connection.closeSync();
  });
});

describe('the audit commands', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const run = (...parameters: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'server/main.ts', 'audit', ...parameters], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
      env: { ...process.env, INTRAMURAL_HOME: folder.path },
    });
  const log = () => join(folder.path, 'audit', 'gateway');
  const key = () => join(folder.path, 'keys', 'audit-gateway.vkey');

  before(async () => {
    folder = await temporaryFolder();
    const own = await loadAuditKeys(join(folder.path, 'keys'), 'gateway');
    const writer = await openAuditLog({ directory: log(), keys: own, software: '0.1.0' });
    await writer.append(startDraft());
    await writer.append(endDraft());
    await writer.close();
  });
  after(() => folder.remove());

  it('verify: the contracted JSON and exit code, from folder and key alone', async () => {
    const whole = run('verify', log(), '--key', key(), '--json');
    const { ok, size, root, first_bad, erased } = JSON.parse(whole.stdout);
    assert.deepEqual([whole.status, ok, size, first_bad, erased], [0, true, 4, null, 0]);
    assert.match(root, /^[A-Za-z0-9+/]{43}=$/);
    assert.match(
      run('verify', log(), '--key', key()).stdout,
      /Whole up to checkpoint 4; later loss can't be proved\.\n$/,
    );
    const segment = join(log(), 'segments', '0000000000000000.log');
    const bytes = await readFile(segment);
    await writeFile(segment, bytes.with(700, bytes[700]! ^ 1));
    const bad = run('verify', log(), '--key', key(), '--json');
    assert.equal(bad.status, 1);
    assert.equal(JSON.parse(bad.stdout).first_bad.index, 1);
    assert.match(run('verify', log(), '--key', key()).stdout, /NOT WHOLE\. Record 1: /);
    await writeFile(segment, bytes);
  });

  it('prove, check-proof, consistency and tail', async () => {
    const proved = run('prove', '1');
    assert.equal(proved.status, 0, proved.stderr);
    const proof = join(folder.path, 'one.tlog-proof');
    await writeFile(proof, proved.stdout);
    const checked = run('check-proof', proof, '--key', key(), '--json');
    assert.deepEqual([checked.status, JSON.parse(checked.stdout).index], [0, 1]);
    await writeFile(proof, proved.stdout.replace('index 1', 'index 2'));
    assert.equal(run('check-proof', proof, '--key', key()).status, 1);
    await rm(proof);
    const checkpoint = join(log(), 'checkpoint');
    const consistent = run('consistency', '2', checkpoint, '--json');
    assert.deepEqual([consistent.status, JSON.parse(consistent.stdout).ok], [0, true]);
    assert.equal(run('consistency', checkpoint, '2').status, 1);
    const tail = run('tail', '--json', '-n', '2');
    assert.deepEqual(indices(tail.stdout.trim().split('\n')), [2, 3]);
    assert.equal(run('tail', join(folder.path, 'nowhere')).status, 1);
    assert.equal(run('verify', '--unknown').status, 2);
  });
});
