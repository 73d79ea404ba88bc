import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RecordKind } from '../../server/audit/records.ts';
import type { PolicyDocument } from '../../server/policy/schema.ts';
import type { CompletionChunk } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const names = ['a', 'b', 'c'] as const;

describe('models of several tiers, each of several replicas', function () {
  this.timeout(60_000);
  let small: ModelServer[];
  let vault: ModelServer;
  let gateway: TestGateway;

  const policy = {
    data_classes: { restricted: { tiers: ['vault'] }, open: {} },
    repositories: [{ match: 'bank/payments/**', data_class: 'restricted' }],
    default_data_class: 'open',
    tiers: [
      { tier: 'vault', data_classes: ['restricted'] },
      { tier: 'vault', languages: ['cobol'] },
      { tier: 'small' },
    ],
  };

  async function open(over: object = {}, more: object = {}): Promise<void> {
    gateway = await startGateway({
      policy: { ...policy, ...more },
      config: {
        models: [
          {
            id: 'coder',
            tier: 'small',
            template: 'qwen2.5-coder',
            upstream: {
              replicas: small.map(({ url }, index) => ({ id: names[index], url })),
              engine: 'vllm',
              adapters: { local: 'coder-local' },
              health_every_ms: 100,
              ...over,
            },
          },
          { id: 'vault-coder', tier: 'vault', template: 'qwen2.5-coder', upstream: { url: vault.url } },
        ],
      },
    });
  }

  beforeEach(async () => {
    small = await Promise.all(names.map(() => startModelServer({ script: { pieces: ['return 1;\n'] } })));
    vault = await startModelServer({ script: { pieces: ['return 2;\n'] } });
  });
  afterEach(async () => {
    await gateway.stop();
    await Promise.all([...small, vault].map(server => server.close()));
  });

  const long = Array.from({ length: 80 }, (_, line) => `  int value${line} = compute(${line});\n`).join('');

  async function ask(document: object, body: object = {}): Promise<{ status: number; chunk: CompletionChunk }> {
    const answer = await gateway.post({ model: 'auto', prompt: long, intramural: { document }, ...body });
    return { status: answer.status, chunk: (await answer.json()) as CompletionChunk };
  }

  const asked = () => small.map(({ requests }) => requests.length);

  it('lets restricted data reach the tiers named for it alone, whatever model is asked for', async () => {
    await open();
    const payments = { repository: 'bank/payments/core', path: 'A.java', language: 'java' };
    assert.equal((await ask(payments)).chunk.model, 'vault-coder');
    const refused = await ask(payments, { model: 'coder' });
    assert.deepEqual(
      [refused.status, (refused.chunk as unknown as { error: { code: string } }).error.code],
      [403, 'tier_not_allowed'],
    );
    await vault.close();
    assert.equal((await ask(payments)).status, 503);
    assert.deepEqual(asked(), [0, 0, 0]);
  });

  it('chooses the tier by the first line that fits, and says so in the audit record and to the client', async () => {
    await open();
    const { chunk } = await ask({ repository: 'bank/web', path: 'A.java', language: 'java' });
    assert.equal(chunk.intramural?.model, 'coder');
    assert.equal((await ask({ repository: 'bank/web', language: 'cobol' })).chunk.model, 'vault-coder');
    const list = (await (
      await fetch(`${gateway.origin}/v1/models`, { headers: { authorization: `Bearer ${gateway.token}` } })
    ).json()) as { data: { id: string }[] };
    assert.deepEqual(
      list.data.map(({ id }) => id),
      ['auto', 'coder', 'vault-coder'],
    );
    const server = small[names.indexOf(chunk.intramural?.replica as 'a')]!;
    assert.equal(server.requests[0]?.body.model, 'coder-local');
    const start = (await gateway.records()).find(record => record.kind === 'inference.start')!;
    assert.equal(start.model?.upstream, chunk.intramural?.replica);
    assert.equal(start.model?.adapter, 'coder-local');
    const reasons = start.decisions.map(({ stage, reason }) => `${stage} ${reason}`);
    assert.ok(reasons.includes('policy tier_rule_3'), reasons.join());
    assert.ok(reasons.includes(`route ${chunk.intramural?.route}`), reasons.join());
  });

  it('gives a person the settings and the tier of their arm of an experiment, and says which it is', async () => {
    const arms = {
      vault: { share: 0.5, completion: { max_tokens: 7, context_tokens: 96 } },
      usual: { share: 0.5, completion: { max_tokens: 9 } },
    };
    const tiers = [{ tier: 'vault', arms: ['vault'] }, { tier: 'small' }];
    await open({}, { tiers, experiment: { name: 'where', arms } });
    const told = (await (
      await fetch(`${gateway.origin}/v1/policy`, { headers: { authorization: `Bearer ${gateway.token}` } })
    ).json()) as PolicyDocument & { policy: { experiment?: unknown } };
    const isVault = told.arm === 'where/vault';
    assert.ok(isVault || told.arm === 'where/usual', told.arm);
    const { completion } = told.policy;
    assert.deepEqual([completion.max_tokens, completion.context_tokens], isVault ? [7, 96] : [9, 1024]);
    // Shares and the other arms are nobody's business.
    assert.equal(told.policy.experiment, undefined);
    const { chunk } = await ask({ repository: 'bank/web', path: 'A.java', language: 'java' }, { max_tokens: 100 });
    assert.equal(chunk.model, isVault ? 'vault-coder' : 'coder');
    assert.equal(chunk.intramural?.policy_version, told.policy_version);
    const [server] = isVault ? [vault] : small.filter(({ requests }) => requests.length > 0);
    assert.equal(server?.requests[0]?.body.max_tokens, isVault ? 7 : 9);
  });

  it('keeps a document at the replica that holds its beginning, and spreads documents', async () => {
    await open();
    const replicas = new Set<string>();
    for (let document = 0; document < 12; document++) {
      const path = `src/File${document}.java`;
      const home = (await ask({ path }, { prompt: `// ${path}\n${long}` })).chunk.intramural?.replica;
      replicas.add(home ?? '');
      const again = (await ask({ path }, { prompt: `// ${path}\n${long}  int more` })).chunk.intramural;
      assert.deepEqual([again?.replica, again?.route], [home, 'prefix_held']);
    }
    assert.ok(replicas.size > 1);
  });

  it('answers from another replica where one dies before its first word, and stops asking the dead one', async () => {
    await open({ health_every_ms: 600_000 });
    const document = { path: 'src/A.java' };
    const home = (await ask(document)).chunk.intramural?.replica as 'a';
    await small[names.indexOf(home)]!.close();
    for (let count = 0; count < 6; count++) {
      const { status, chunk } = await ask(document);
      assert.equal(status, 200);
      assert.notEqual(chunk.intramural?.replica, home);
    }
    const records = await gateway.records();
    assert.equal(records.filter(record => record.kind === 'inference.end' && record.result === 'completed').length, 7);
  });

  it('is told of a dead replica by looking, and finds it again once it is back', async () => {
    await open();
    const metric = async (id: string) => {
      const page = await (await fetch(`${gateway.origin}/metrics`)).text();
      return page.match(new RegExp(`intramural_replica_up\\{[^}]*replica="${id}"\\} (\\d)`))?.[1];
    };
    const { port } = small[0]!;
    await small[0]!.close();
    await until(async () => (await metric('a')) === '0');
    small[0] = await startModelServer({ port });
    let count = 0;
    for (let count = 0; count < 40; count++)
      await ask({ path: `src/File${count}.java` }, { prompt: `${count}${long}` });
    await until(async () => {
      count++;
      await ask({ path: `src/File${count}.java` }, { prompt: `${count}${long}` });
      return (await metric('a')) === '1';
    });
  });

  it('asks a second replica beside one that hangs, and leaves the one that hangs', async () => {
    await open({ hedge_after_ms: 50, health_every_ms: 600_000 });
    for (const server of small) server.script({ pieces: ['never'], fault: { kind: 'hang' } });
    const hanging = ask({ path: 'src/A.java' });
    await until(() => asked().some(count => count > 0));
    const first = asked().findIndex(count => count > 0);
    for (const [index, server] of small.entries()) if (index !== first) server.script({ pieces: ['return 3;\n'] });
    const { status, chunk } = await hanging;
    assert.equal(status, 200);
    assert.notEqual(chunk.intramural?.replica, names[first]);
    const { whole } = await small[first]!.requests[0]!.ended;
    assert.equal(whole, false);
  });

  it('ends an answer whose replica dies mid-stream with what is complete', async () => {
    await open();
    for (const server of small)
      server.script({ pieces: ['one();\n', 'two();\n', 'thr'], fault: { kind: 'cut', after: 3 } });
    const text = await (
      await gateway.post({ model: 'coder', prompt: long, stream: true, intramural: { document: { path: 'A.java' } } })
    ).text();
    assert.match(text, /one\(\);/);
    assert.match(text, /"finish_reason":"stop"/);
    assert.match(text, /\[DONE\]\n\n$/);
    assert.equal(
      asked().reduce((sum, count) => sum + count),
      1,
    );
    const end = (await gateway.records()).find(
      record => record.kind === 'inference.end',
    ) as RecordKind<'inference.end'>;
    assert.deepEqual(end.error, { class: 'upstream', code: 'upstream_cut' });
  });

  it('refuses at once, with the time to come back, while no replica can be asked', async () => {
    await open({ health_every_ms: 600_000 });
    await Promise.all(small.map(server => server.close()));
    let refused = await ask({ path: 'A.java' });
    for (let count = 0; count < 4; count++) refused = await ask({ path: 'A.java' });
    assert.equal(refused.status, 503);
    const reasons = (await gateway.records()).flatMap(record =>
      record.kind === 'inference.start' ? record.decisions.filter(({ stage }) => stage === 'route') : [],
    );
    assert.ok(reasons.some(({ decision, reason }) => decision === 'deny' && reason === 'upstream_unreachable'));
  });
});
