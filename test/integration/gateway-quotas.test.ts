import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { makeToken } from '../../server/identity/token-file.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

describe('how much one may ask', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;
  let folder: string;
  const tokens = { ana: makeToken(), leo: makeToken(), eva: makeToken() };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-quotas-'));
    const expires = '2999-01-01T00:00:00Z';
    const entries = Object.entries(tokens).map(([subject, { digest }]) => ({ digest, subject, team: 'Risk', expires }));
    writeFileSync(join(folder, 'tokens.yaml'), stringify({ tokens: entries }));
    model = await startModelServer({ script: { pieces: ['return 1;\n'] } });
  });
  afterEach(async () => {
    await gateway.stop();
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(policy: object, limits: object = {}, upstream: object = {}): Promise<void> {
    gateway = await startGateway({
      policy,
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url, ...upstream } }],
        identity: { tokens_file: join(folder, 'tokens.yaml') },
        limits: { body_bytes: 100_000, concurrent_per_model: 64, deadline_ms: 20_000, ...limits },
      },
    });
  }

  async function ask(person: keyof typeof tokens, body: object = {}) {
    const answer = await gateway.post(
      { model: 'm', prompt: 'x', ...body },
      { headers: { authorization: `Bearer ${tokens[person].token}` } },
    );
    const { error } = (await answer.json()) as { error?: { code: string } };
    return { status: answer.status, code: error?.code, retryAfter: answer.headers.get('retry-after') };
  }

  it('is limited by person and by team, and says when to come back', async () => {
    await open({ quotas: { user: { requests_per_minute: 3 }, team: { requests_per_minute: 5 } } });
    for (let count = 0; count < 3; count++) assert.equal((await ask('ana')).status, 200);
    const refused = await ask('ana');
    assert.deepEqual([refused.status, refused.code], [429, 'rate_limited']);
    assert.ok(Number(refused.retryAfter) >= 1 && Number(refused.retryAfter) <= 60);
    for (let count = 0; count < 2; count++) assert.equal((await ask('leo')).status, 200);
    assert.equal((await ask('leo')).code, 'rate_limited');
    assert.equal(model.requests.length, 5);
  });

  it('ends for the day with its tokens', async () => {
    await open({ quotas: { user: { tokens_per_day: 10 } } });
    assert.equal((await ask('ana', { prompt: 'int value = 1; '.repeat(10) })).status, 200);
    assert.equal((await ask('ana')).code, 'quota_exhausted');
    assert.equal((await ask('leo')).status, 200);
  });

  it('is served in turn by person where the model is full, and what would come too late is refused at once', async () => {
    await open({}, { concurrent_per_model: 12 }, { slots: 1 });
    model.script({ pieces: ['return 1;\n'], firstMs: 300 });
    const order: string[] = [];
    const asked = [...Array.from({ length: 8 }, () => 'ana' as const), 'leo', 'eva'].map(person =>
      ask(person as 'ana').then(answer => {
        order.push(person);
        return answer;
      }),
    );
    const answers = await Promise.all(asked);
    assert.ok(answers.every(({ status }) => status === 200));
    assert.ok(order.indexOf('leo') <= 4 && order.indexOf('eva') <= 4, order.join(' '));

    const crowd = Array.from({ length: 6 }, () => ask('ana'));
    await model.received(11);
    const late = await ask('leo', { intramural: { deadline_ms: 400 } });
    assert.deepEqual([late.status, late.code], [429, 'busy']);
    await Promise.all(crowd);
  });
});
