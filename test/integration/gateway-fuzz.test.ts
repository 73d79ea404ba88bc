import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

const runs = process.env.SOAK ? 5_000 : 200;

describe('whatever comes over the wire', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;

  before(async () => {
    model = await startModelServer();
    gateway = await startGateway({ models: { m: model.url } });
  });
  after(async () => {
    assert.doesNotMatch(gateway.log(), /a defect|could not be recorded/);
    await gateway.stop();
    await model.close();
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('\ud800', '<|fim_middle|>', '\n'),
  );
  const item = fc.record({ kind: text, path: text, language: text, text });
  const valid = fc.record(
    {
      model: fc.constant('m'),
      prompt: text,
      suffix: fc.option(text),
      max_tokens: fc.option(fc.integer({ min: 1, max: 1e6 })),
      temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
      stop: fc.option(fc.oneof(text, fc.array(text, { maxLength: 6 }))),
      stream: fc.boolean(),
      user: text,
      intramural: fc.record(
        {
          client_session_id: text,
          document: fc.record({ language: text, path: text, repository: text }, { requiredKeys: [] }),
          context: fc.array(item, { maxLength: 3 }),
          trigger: fc.constantFrom('automatic', 'manual'),
          priority: fc.constantFrom('interactive', 'speculative'),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['model', 'prompt'] },
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    valid,
    valid.chain(body => fc.jsonValue().map(odd => ({ ...body, intramural: odd }))),
  );

  it('gives an answer, or an error of OpenAI’s shape that is not ours', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async body => {
        const response = await gateway.post(JSON.stringify(body));
        const said = await response.text();
        if (response.status === 200) {
          assert.match(said, /"finish_reason":"stop"/);
          assert.doesNotMatch(said, /data: \{"error"/);
          return;
        }
        assert.ok([403, 409, 413, 422, 429].includes(response.status), `${response.status} ${said}`);
        const { error } = JSON.parse(said) as { error: Record<string, unknown> };
        for (const field of ['message', 'type', 'code']) assert.equal(typeof error[field], 'string');
      }),
      { numRuns: runs },
    );
  });

  it('is answered or cut off, when it is not even HTTP', async () => {
    const head = `POST /v1/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n`;
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          head,
          '\r\n',
          '\r\n\r\n',
          'Content-Length: 10\r\n',
          'Transfer-Encoding: chunked\r\n',
          '{"model":',
          '0\r\n\r\n',
        ),
        fc.string({ unit: 'binary', maxLength: 20 }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async sent => {
        const socket = connect(gateway.port, '127.0.0.1');
        socket.on('error', () => undefined);
        let received = '';
        socket.setEncoding('latin1').on('data', (part: string) => {
          received += part;
        });
        socket.end(sent.join(''));
        await once(socket, 'close');
        assert.doesNotMatch(received, /^HTTP\/1\.1 5/m);
      }),
      { numRuns: runs },
    );
    assert.equal((await fetch(`${gateway.origin}/healthz`)).status, 200);
  });
});
