import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { digestOf } from '../../server/redaction/allow.ts';
import { tenantKeyOf } from '../../server/redaction/tenant-key.ts';
import { startGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

/** Made up. */
const password = 'kJ8#vQ2$mZ9!pL4x';
const ticket = 'BNK-4QX7ZRTW9PLM';
const lastDay = '2099-12-31';

describe('what the policy says of redaction', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway | null = null;

  beforeEach(async () => {
    model = await startModelServer();
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = null;
    await model.close();
  });

  const start = async (options: TestGatewayOptions): Promise<TestGateway> => {
    gateway = await startGateway({ models: { m: model.url }, ...options });
    return gateway;
  };
  const ask = {
    model: 'm',
    prompt: `ticket = "${ticket}"\ndb_password = "${password}"\n`,
    intramural: { document: { path: 'test/db.py', language: 'python' } },
  };

  it('an operator’s rule is obeyed, and is told to nobody', async () => {
    const rule = { id: 'bank-ticket', pattern: 'BNK-[A-Z0-9]{12}', matches: ['{value}'], leaves: ['{masked}'] };
    const running = await start({
      policy: { redaction: { rules: [rule] }, output: { personal_names: { names: ['Wilhelmina'] } } },
    });
    await running.post(ask);
    assert.ok(!model.requests[0]!.raw.includes(ticket));
    const told = await fetch(`${running.origin}/v1/policy`, { headers: { authorization: `Bearer ${running.token}` } });
    assert.doesNotMatch(await told.text(), /bank-ticket|Wilhelmina|redaction/);
    const found = (await running.records()).find(record => record.kind === 'inference.start')?.redactions;
    assert.deepEqual(
      found?.map(({ rule }) => rule),
      ['bank-ticket', 'assigned-password'],
    );
  });

  it('without the rule the same text is left alone', async () => {
    await (await start({})).post(ask);
    assert.ok(model.requests[0]!.raw.includes(ticket));
  });

  it('what is allowed by rule and path goes through, and each use is recorded', async () => {
    const allow = [
      { rule: 'assigned-password', path: 'test/', reason: 'made up', author: 'A. Okafor', expires: lastDay },
    ];
    const running = await start({ policy: { redaction: { allow } } });
    await running.post(ask);
    await running.post({ ...ask, intramural: { document: { path: 'src/db.py', language: 'python' } } });
    assert.deepEqual(
      model.requests.map(({ body }) => body.prompt.includes(password)),
      [true, false],
    );
    const starts = (await running.records()).filter(record => record.kind === 'inference.start');
    assert.deepEqual(
      starts.map(({ redactions }) => redactions.map(({ rule, allowed }) => [rule, allowed === true])),
      [[['assigned-password', true]], [['assigned-password', false]]],
    );
  });

  it('what is allowed by digest goes through under the key that made it, and no longer after its last day', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'intramural-'));
    try {
      const file = join(directory, 'redaction.key');
      const key = randomBytes(32);
      writeFileSync(file, `${key.toString('base64')}\n`);
      const digest = digestOf(tenantKeyOf(key, 'default'), password);
      const entry = { digest, reason: 'made up', author: 'A. Okafor', expires: lastDay };
      const config = { redaction: { key_file: file, tenant: 'default' } };
      await (await start({ config, policy: { redaction: { allow: [entry] } } })).post(ask);
      await gateway!.stop();
      await (await start({ config, policy: { redaction: { allow: [{ ...entry, expires: '2020-01-01' }] } } })).post(
        ask,
      );
      assert.deepEqual(
        model.requests.map(({ body }) => body.prompt.includes(password)),
        [true, false],
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('another key file is another key: same bytes under one, other bytes under the next', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'intramural-'));
    try {
      const files = ['a.key', 'b.key'].map(name => join(directory, name));
      for (const file of files) writeFileSync(file, `${randomBytes(32).toString('base64')}\n`);
      for (const file of [files[0]!, files[0]!, files[1]!]) {
        await (await start({ config: { redaction: { key_file: file, tenant: 'default' } } })).post(ask);
        await gateway!.stop();
      }
      const [first, second, third] = model.requests.map(({ body }) => body.prompt);
      assert.equal(first, second);
      assert.notEqual(first, third);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('a key file that is not there stops the start, with what to do', async () => {
    await assert.rejects(start({ config: { redaction: { key_file: '/nowhere/redaction.key', tenant: 'default' } } }), {
      message: /redaction\.key_file.*holds no key/,
    });
  });

  it('restoring is off where it is switched off', async () => {
    model.script(({ body: { prompt } }) => ({ pieces: [/db_password = "([^"]+)"/.exec(prompt)![1]!, '\n'] }));
    for (const restore of [true, false]) {
      const response = await (await start({ policy: { redaction: { restore } } })).post(ask);
      assert.equal((await response.text()).includes(password), restore);
      await gateway!.stop();
    }
  });

  const answers: [string, object, string, number, RegExp | null][] = [
    ['drop', { terms: ['launder'], action: 'drop' }, 'blocked', 422, null],
    ['mask', { terms: ['launder'], action: 'mask' }, 'replaced', 200, /fees = xxxxxxx\(\)/],
    ['allow', { terms: ['launder'], action: 'allow' }, 'noted', 200, /fees = launder\(\)/],
  ];
  for (const [action, blocked_terms, noted, status, text] of answers) {
    it(`a blocked term in the answer: ${action}`, async () => {
      model.script({ pieces: ['fees = ', 'laun', 'der()', '\n'] });
      const running = await start({ policy: { output: { blocked_terms } } });
      const response = await running.post(ask);
      const body = await response.text();
      assert.equal(response.status, status, body);
      if (text !== null) assert.match(body, text);
      else {
        assert.match(body, /output_blocked/);
        assert.match(body, /blocked-term/);
        assert.doesNotMatch(body, /launder/);
      }
      const end = (await running.records()).find(record => record.kind === 'inference.end');
      assert.deepEqual(
        end?.guards.map(({ rule, action }) => [rule, action]),
        [['blocked-term', noted]],
      );
    });
  }

  it('tells a server that can be told not to write what is blocked; terms of several tokens are left to the guard', async () => {
    const tokens: Record<string, number[]> = { launder: [7], ' launder': [8], ' Launder': [9] };
    const biased = await startModelServer({ tokenize: text => tokens[text] ?? [1, 2] });
    try {
      const running = await start({
        models: { m: biased.url },
        policy: { output: { blocked_terms: { terms: ['launder', 'insider dealing'] } } },
      });
      await until(async () => {
        await running.post(ask);
        return biased.requests.at(-1)!.body.logit_bias !== undefined;
      });
      assert.deepEqual(biased.requests.at(-1)!.body.logit_bias, { 7: -100, 8: -100, 9: -100 });
    } finally {
      await biased.close();
    }
  });

  it('a server that cannot be told gets no bias, and the guard holds', async () => {
    model.script({ pieces: ['launder()\n'] });
    const running = await start({ policy: { output: { blocked_terms: { terms: ['launder'] } } } });
    for (let time = 0; time < 3; time++) assert.equal((await running.post(ask)).status, 422);
    assert.ok(model.requests.every(({ body }) => body.logit_bias === undefined));
  });

  it('a name of the list is masked in the answer', async () => {
    model.script({ pieces: ['// ask Wilh', 'elmina\n'] });
    const running = await start({ policy: { output: { personal_names: { names: ['Wilhelmina'] } } } });
    assert.match(await (await running.post(ask)).text(), /ask Xxxxxxxxxx/);
  });

  describe('fails closed, with a record, when a request', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, at) => `password${at} = "kJ8#vQ2$mZ9!pL4x${at}"`).join('\n');
    const cases = {
      'takes longer to scan than the policy allows': {
        policy: { redaction: { timeout_ms: 5 } },
        body: { ...ask, prompt: lines(9_000) },
        answer: [503, 'redaction_timed_out'],
      },
      'is longer than what is scanned': {
        policy: {},
        body: { ...ask, suffix: 'a = 1\n'.repeat(90_000) },
        answer: [413, 'prompt_too_long'],
      },
    };
    for (const [name, { policy, body, answer }] of Object.entries(cases)) {
      it(name, async () => {
        const running = await start({ policy });
        const response = await running.post(body);
        const said = (await response.json()) as { error: { code: string } };
        assert.deepEqual([response.status, said.error.code], answer);
        assert.equal(model.requests.length, 0);
        const end = (await running.records()).find(record => record.kind === 'inference.end');
        assert.deepEqual([end?.result, end?.error?.class], ['refused', 'redaction']);
      });
    }

    it('makes a rule fail', async () => {
      const running = await start({});
      const { includes } = String.prototype;
      // Whatever a rule may stumble over: the scan asks of every text whether markers stand in it.
      String.prototype.includes = function (search, from) {
        if (search === 'ecret' && this.startsWith('stumble')) throw new Error(`a rule failed on ${this}`);
        return includes.call(this, search, from);
      };
      let response: Response;
      try {
        response = await running.post({ ...ask, prompt: `stumble ${password}` });
      } finally {
        String.prototype.includes = includes;
      }
      const said = await response.text();
      assert.match(said, /redaction_failed/);
      assert.ok(!said.includes(password) && !running.log().includes(password));
      assert.equal(model.requests.length, 0);
      const end = (await running.records()).find(record => record.kind === 'inference.end');
      assert.deepEqual([end?.result, end?.error?.class], ['refused', 'redaction']);
    });
  });
});
