import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { configSchema } from '../../server/config/schema.ts';
import { checkDatabases } from '../../server/doctor/databases.ts';
import { makeToken } from '../../server/identity/token-file.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { postgresqlOrSkip, type TestServer } from '../support/postgresql.ts';
import { until } from '../support/until.ts';

describe('two gateways side by side, with a real PostgreSQL', function () {
  this.timeout(120_000);
  let database: TestServer | null = null;
  let model: ModelServer;
  let folder: string | undefined;
  let gateways: TestGateway[] = [];
  const token = makeToken();

  before(async function () {
    database = await postgresqlOrSkip(this);
    folder = mkdtempSync(join(tmpdir(), 'intramural-shared-'));
    const entry = { digest: token.digest, subject: 'ana', team: 'Risk', expires: '2999-01-01T00:00:00Z' };
    writeFileSync(join(folder, 'tokens.yaml'), stringify({ tokens: [entry] }));
  });
  after(async () => {
    await database?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    model = await startModelServer({ script: { pieces: ['return 1;\n'] } });
  });
  afterEach(async () => {
    for (const gateway of gateways.splice(0)) await gateway.stop();
    await model.close();
  });

  async function open(policy: object = {}): Promise<TestGateway> {
    const { host, user, database: name } = database!.connection as Record<string, string>;
    const gateway = await startGateway({
      policy,
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        identity: { tokens_file: join(folder!, 'tokens.yaml') },
        shared: { postgresql: { host, user, database: name } },
      },
    });
    gateways.push(gateway);
    await until(() => gateway.log().includes('"state":"up"'));
    return gateway;
  }

  const ask = (gateway: TestGateway, body: object = {}) =>
    gateway.post({ model: 'm', prompt: 'x', ...body }, { headers: { authorization: `Bearer ${token.token}` } });

  it('count what one person asks together, and go on counting after a restart', async () => {
    const policy = { quotas: { user: { tokens_per_day: 100 } } };
    const [one, two] = [await open(policy), await open(policy)];
    assert.equal((await ask(one, { prompt: 'int value = 1; '.repeat(40) })).status, 200);
    await until(async () => (await ask(two)).status === 429);
    await one.stop();
    await two.stop();
    const three = await open(policy);
    await until(async () => (await ask(three)).status === 429);
  });

  it('end the older request for a document, wherever it is', async () => {
    const [one, two] = [await open(), await open()];
    model.script({ pieces: ['never'], fault: { kind: 'hang' } });
    const intramural = { client_session_id: 'w', document: { path: 'src/A.java' } };
    const older = ask(one, { stream: true, intramural });
    const request = await model.received(1);
    model.script({ pieces: ['return 2;\n'] });
    let ended = false;
    void request.ended.then(() => {
      ended = true;
    });
    // Whoever listens hears it at once; the other may just be connecting.
    await until(async () => {
      assert.equal((await ask(two, { intramural })).status, 200);
      return ended;
    });
    assert.equal((await older).status, 409);
    const end = (await one.records()).find(record => record.kind === 'inference.end');
    assert.equal(end?.cancellation?.by, 'superseded');
  });

  it('is asked by the doctor as the gateway asks it, who says what to do', async () => {
    const { host, user, database: name } = database!.connection as Record<string, string>;
    const told = async (over: object = {}) => {
      const shared = { postgresql: { host, user, database: name, ...over } };
      const [found] = await checkDatabases(configSchema.parse({ shared }), {}, Date.now);
      return `${found!.state}: ${found!.says} → ${found!.mend ?? ''}`;
    };
    assert.match(await told(), /^ok: .* answers → $/);
    assert.match(
      await told({ database: 'nowhere' }),
      /^failed: .* has no database nowhere → Make it \(createdb nowhere\)/,
    );
    assert.match(
      await told({ user: 'nobody' }),
      /^failed: .* does not let nobody in .* → Correct shared\.postgresql\.user/,
    );
    assert.match(await told({ host: '10.1.2.3' }), /^failed: 10\.1\.2\.3:5432 lies outside egress\.allow/);
    assert.match(await told({ host: '127.0.0.1', port: 1 }), /^failed: nothing listens at 127\.0\.0\.1:1 .* → Start/);
    assert.match(await told({ password_file: '/no/where' }), /^failed: .*\/no\/where/);
  });

  it('serve and count each by itself while the database is away', async () => {
    const gateway = await open({ quotas: { user: { requests_per_minute: 5 } } });
    await database!.stop();
    database = null;
    await until(() => gateway.log().includes('"state":"away"'));
    const statuses: number[] = [];
    for (let count = 0; count < 7; count++) statuses.push((await ask(gateway)).status);
    assert.ok(statuses.every(status => status === 200 || status === 429));
    assert.equal(statuses.at(-1), 429);
    await gateway.stop();
    gateways = [];
  });
});
