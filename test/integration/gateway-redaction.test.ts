import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CompletionChunk } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

/** Made up, in the shape of real ones. */
const secrets = {
  awsKey: 'AKIA4QX7ZRTW9PLM2NKD',
  password: 'kJ8#vQ2$mZ9!pL4x',
  card: '4539148803436467',
  githubToken: `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`,
};

describe('secrets on the whole way', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;

  beforeEach(async () => {
    model = await startModelServer();
    gateway = await startGateway({ models: { m: model.url } });
  });
  afterEach(async () => {
    await gateway.stop();
    await model.close();
  });

  const body = {
    model: 'm',
    prompt: `class Vault:\n    aws_access_key_id = "${secrets.awsKey}"\n    db_password = "${secrets.password}"\n    `,
    suffix: `\n    card_number = "${secrets.card}"\n`,
    stop: [`# ${secrets.password}`, '\n\n'],
    user: secrets.githubToken,
    intramural: {
      document: { path: `vault/${secrets.awsKey}.py`, language: 'python', repository: 'bank/core' },
      context: [
        {
          kind: 'similar',
          path: `keys/${secrets.githubToken}.py`,
          language: 'python',
          text: `token = "${secrets.githubToken}"\n`,
        },
      ],
    },
  };

  /** The forms in which a text could hide in a prompt, a log or a file. */
  function formsOf(secret: string): string[] {
    const bytes = Buffer.from(secret);
    return [
      secret,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('hex'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
  }

  function assertAbsent(text: string, where: string): void {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of formsOf(secret)) assert.ok(!text.includes(form), `${name} in ${where}`);
    }
  }

  it('do not reach the model, the log, the audit log or any file, in whatever form', async () => {
    const response = await gateway.post(body);
    assert.equal(response.status, 200, await response.clone().text());
    assertAbsent(JSON.stringify([model.requests[0]!.raw, model.requests[0]!.headers]), 'the request to the model');
    assertAbsent(gateway.log(), 'the log');
    const records = await gateway.records();
    assertAbsent(JSON.stringify(records), 'the audit log');
    for (const entry of readdirSync(gateway.home, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) assertAbsent(readFileSync(join(entry.parentPath, entry.name), 'latin1'), entry.name);
    }
    const answer = (await response.json()) as CompletionChunk;
    const counted = answer.intramural!.redactions.reduce((sum, { count }) => sum + count, 0);
    assert.ok(counted >= 5, `${counted} places`);
    const start = records.find(record => record.kind === 'inference.start');
    assert.equal(start?.redactions.length, counted);
    assert.deepEqual(
      start?.decisions.find(({ stage }) => stage === 'redact'),
      {
        stage: 'redact',
        decision: 'change',
        reason: 'secrets_replaced',
      },
    );
    // The stop string with a password in it was kept here; the other one went along.
    assert.ok(model.requests[0]!.body.stop!.includes('\n\n'));
  });

  for (const writeBytes of [1, 7, undefined]) {
    it(`come back to their owner when the model repeats what stands for them (in pieces of ${writeBytes ?? 'any'} bytes)`, async () => {
      model.script(({ body: { prompt } }) => {
        const placeholder = /db_password = "([^"]+)"/.exec(prompt)![1]!;
        return {
          pieces: ['self.login("', placeholder.slice(0, 5), placeholder.slice(5), '")\n'],
          ...(writeBytes ? { writeBytes } : {}),
        };
      });
      const stream = await gateway.client.completions.create({ ...body, stop: '\n\n', stream: true });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
      assert.equal(text, `self.login("${secrets.password}")\n`);
      const end = (await gateway.records()).find(record => record.kind === 'inference.end');
      assert.deepEqual(
        end?.decisions.find(({ stage }) => stage === 'restore'),
        {
          stage: 'restore',
          decision: 'change',
          reason: 'values_restored',
        },
      );
    });
  }

  it('stay with the gateway when the cursor stands in one: nothing is asked', async () => {
    const response = await gateway.post({
      model: 'm',
      prompt: `password = "${secrets.password.slice(0, 8)}`,
      suffix: `${secrets.password.slice(8)}"\n`,
      intramural: { document: { path: 'a.py', language: 'python' } },
    });
    assert.equal(response.status, 422);
    assert.match(await response.text(), /cursor_in_secret/);
    assert.equal(model.requests.length, 0);
    const end = (await gateway.records()).find(record => record.kind === 'inference.end');
    assert.deepEqual([end?.result, end?.error?.class], ['refused', 'redaction']);
  });

  it('that a model knows by heart are not passed on: nothing of an answer that begins with one', async () => {
    model.script({ pieces: ['aws_access_key_id = "', secrets.awsKey, '"\n', 'x = 1\n'], pieceMs: 20 });
    for (const stream of [true, false]) {
      const response = await gateway.post({ model: 'm', prompt: 'x = 0\n', stream });
      const text = await response.text();
      assert.equal(response.status, 422, text);
      assert.match(text, /output_blocked/);
      assertAbsent(text, 'the answer');
    }
    assert.equal((await model.requests[0]!.ended).whole, false);
    const end = (await gateway.records()).find(record => record.kind === 'inference.end');
    assert.deepEqual([end?.result, end?.error?.class, end?.guards[0]?.action], ['refused', 'guard', 'blocked']);
  });

  it('that a model knows by heart end an answer after the lines before them', async () => {
    model.script({ pieces: ['x = 1\n', 'aws_access_key_id = "', secrets.awsKey, '"\n', 'y = 2\n'], pieceMs: 20 });
    const response = await gateway.post({ model: 'm', prompt: 'x = 0\n', stream: true });
    const text = await response.text();
    assert.match(text, /"text":"x = 1\\n".*"finish_reason":"stop".*\[DONE\]/s);
    assert.match(text, /"blocked":"provider-token"/);
    assertAbsent(text, 'the answer');
    assert.doesNotMatch(text, /y = 2/);
    const end = (await gateway.records()).find(record => record.kind === 'inference.end');
    assert.deepEqual(
      end?.decisions.find(({ stage }) => stage === 'guard'),
      {
        stage: 'guard',
        decision: 'deny',
        reason: 'output_blocked',
      },
    );
  });

  it('give the same bytes every time, so that the model’s prefix cache hits', async () => {
    await gateway.post(body);
    await gateway.post(body);
    assert.equal(model.requests[0]!.raw, model.requests[1]!.raw);
  });
});
