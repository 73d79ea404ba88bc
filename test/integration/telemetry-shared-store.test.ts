import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import pg from 'pg';
import { type Config, configSchema } from '../../server/config/schema.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { policySchema } from '../../server/policy/schema.ts';
import type { FromChild } from '../../server/serve/messages.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { postgresqlOrSkip, type TestServer } from '../support/postgresql.ts';

/** Console processes that share one real PostgreSQL server, configured as an operator does. */

const entry = join(import.meta.dirname, '..', '..', 'server', 'console', 'process.ts');

describe('consoles that share PostgreSQL', () => {
  let server: TestServer;
  const homes: string[] = [];
  const children: ChildProcess[] = [];

  before(async function () {
    this.timeout(60_000);
    server = await postgresqlOrSkip(this, true);
  });
  after(async function () {
    this.timeout(30_000);
    await server?.stop();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
  });

  const makeHome = (): string => {
    const home = mkdtempSync(join(tmpdir(), 'intramural-shared-store-'));
    homes.push(home);
    return home;
  };
  const overNetwork = (home: string, changes: object = {}): object => {
    const { host, port, password, caFile } = server.network!;
    writeFileSync(join(home, 'password'), `${password}\n`, { mode: 0o600 });
    return {
      host,
      port,
      database: 'postgres',
      user: 'test',
      tls: true,
      ca_file: caFile,
      password_file: join(home, 'password'),
      ...changes,
    };
  };
  const onSocket = (): object => {
    const { host, port, database, user } = server.connection;
    return { host, port, database, user };
  };

  async function start(
    home: string,
    postgresql: object,
    others: object = {},
  ): Promise<{ child: ChildProcess; answer: FromChild }> {
    const child = fork(entry, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.push(child);
    const config: Config = configSchema.parse({ log: { level: 'error' }, telemetry: { postgresql }, ...others });
    const policy = { policy: policySchema.parse({}), policy_version: '0123456789abcdef' };
    child.send({
      kind: 'start',
      settings: { config, dataDirectory: home, policy, publicOrigin: 'http://127.0.0.1:7411' },
    });
    const [answer] = (await once(child, 'message')) as [FromChild];
    return { child, answer };
  }

  function post(answer: FromChild, token: string, events: object[]): Promise<{ accepted: number; duplicates: number }> {
    assert.equal(answer.kind, 'ready', JSON.stringify(answer));
    const port = answer.kind === 'ready' ? answer.port : 0;
    const headers = { host: '127.0.0.1:7411', authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const sending = request({ host: '127.0.0.1', port, path: '/v1/telemetry', method: 'POST', headers }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', part => {
          text += part;
        });
        response.on('end', () => resolve(JSON.parse(text) as { accepted: number; duplicates: number }));
      });
      sending.on('error', reject);
      sending.end(JSON.stringify({ events }));
    });
  }

  it('writes once what two consoles are sent, over TLS and over the socket', async function () {
    this.timeout(60_000);
    const [first, second] = [makeHome(), makeHome()];
    const one = await start(first, overNetwork(first));
    assert.equal(one.answer.kind, 'ready', JSON.stringify(one.answer));
    // The same people: the second console has the first one's token and pseudonym key.
    cpSync(join(first, 'keys', 'telemetry-pseudonym.key'), join(second, 'keys', 'telemetry-pseudonym.key'));
    const two = await start(second, onSocket());
    const { batches } = simulate(
      { seats: 12, days: 2, seed: 8, until: '2026-09-02' },
      { lost: 0, repeated: 0, reordered: 0 },
    );
    let sent = 0;
    for (const { events } of batches) {
      sent += events.length;
      const receipts: { accepted: number; duplicates: number }[] = await Promise.all([
        post(one.answer, ensureLocalToken(first), events),
        post(two.answer, ensureLocalToken(second), events),
      ]);
      const sum = (name: 'accepted' | 'duplicates'): number => receipts.reduce((so, receipt) => so + receipt[name], 0);
      assert.deepEqual([sum('accepted'), sum('duplicates')], [events.length, events.length]);
    }
    assert.ok(sent > 100);
    const client = new pg.Client(server.connection);
    await client.connect();
    try {
      const { rows } = await client.query(
        'SELECT count(*)::int AS n, count(DISTINCT user_id)::int AS people FROM event',
      );
      assert.deepEqual(rows, [{ n: sent, people: 1 }]);
    } finally {
      await client.end();
    }
  });

  const refused = async (changes: object, others: object = {}) => {
    const home = makeHome();
    const { answer } = await start(home, overNetwork(home, changes), others);
    assert.equal(answer.kind, 'failed', JSON.stringify(answer));
    if (answer.kind !== 'failed') throw new Error('it started');
    assert.ok(!JSON.stringify(answer).includes(server.network!.password));
    return answer;
  };

  it('says what is wrong and how to mend it', async function () {
    this.timeout(120_000);
    const wrongFile = join(makeHome(), 'wrong');
    writeFileSync(wrongFile, 'not the password');
    const password = await refused({ password_file: wrongFile });
    assert.match(password.message, /does not let the user "test" in/);
    const unset = await refused({ password_file: undefined, password_env: 'INTRAMURAL_TEST_UNSET' });
    assert.match(unset.message, /INTRAMURAL_TEST_UNSET.*is not set/);
    const database = await refused({ database: 'elsewhere' });
    assert.match(database.message, /has no database "elsewhere"/);
    assert.match(database.mend!, /Create it/);
    const untrusted = await refused({ ca_file: undefined });
    assert.match(untrusted.message, /certificate .* is not trusted/);
    const outside = await refused({}, { egress: { allow: ['10.0.0.0/8'] } });
    assert.match(outside.message, /outside the allowed networks/);
    const nobody = await refused({ port: 1 });
    assert.match(nobody.message, /can't be reached \(ECONNREFUSED\)/);
    const plain = await refused({ host: '192.0.2.1', tls: false });
    assert.match(plain.message, /tls is false/);
  });

  it('refuses a second pseudonym key: it would split every person in two', async function () {
    this.timeout(60_000);
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.query('CREATE DATABASE keys');
    await client.end();
    const one = await start(makeHome(), { ...onSocket(), database: 'keys' });
    assert.equal(one.answer.kind, 'ready', JSON.stringify(one.answer));
    const two = await start(makeHome(), { ...onSocket(), database: 'keys' });
    assert.equal(two.answer.kind, 'failed');
    assert.match(JSON.stringify(two.answer), /under another pseudonym key.*pseudonym_key_file/);
  });
});
