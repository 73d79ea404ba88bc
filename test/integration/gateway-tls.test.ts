import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { Agent, request } from 'undici';
import { makeAuthority, makeCertificate } from '../support/certificates.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

describe('the gateway over TLS', function () {
  this.timeout(60_000);
  let folder: string;
  let model: ModelServer;
  let gateway: TestGateway;
  const file = (name: string) => join(folder, name);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-tls-'));
    for (const name of ['bank', 'stranger']) makeAuthority(folder, name);
    makeCertificate(folder, 'proxy', { by: 'bank' });
    makeCertificate(folder, 'editor', { by: 'bank' });
    makeCertificate(folder, 'intruder', { by: 'stranger' });
    model = await startModelServer({ script: { pieces: ['return 1;\n'] } });
  });
  afterEach(() => gateway.stop());
  after(async () => {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(tls: object = {}): Promise<void> {
    gateway = await startGateway({
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        listen: { port: 0, tls: { cert_file: file('proxy.pem'), key_file: file('proxy.key'), ...tls } },
      },
    });
  }

  async function ask(connect: Agent.Options['connect']): Promise<number> {
    const agent = new Agent({ connect: connect ?? {} });
    try {
      const { statusCode, body } = await request(`https://127.0.0.1:${gateway.port}/v1/completions`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
        body: JSON.stringify({ model: 'm', prompt: 'x' }),
      });
      await body.dump();
      return statusCode;
    } finally {
      await agent.destroy();
    }
  }

  const pem = (name: string) => readFileSync(file(name), 'utf8');

  it('shows its certificate, and speaks nothing else on its port', async () => {
    await open();
    // Whoever connects and says nothing is not kept.
    const silent = once(connect(gateway.port, '127.0.0.1').resume(), 'close');
    assert.equal(await ask({ ca: pem('bank.pem') }), 200);
    await assert.rejects(ask({ ca: pem('stranger.pem') }));
    await assert.rejects(ask({ ca: pem('bank.pem'), maxVersion: 'TLSv1.1' }));
    await assert.rejects(fetch(`http://127.0.0.1:${gateway.port}/healthz`));
    await silent;
  });

  it('lets in only who has a certificate of the bank, where that is asked for', async () => {
    await open({ client_ca_file: file('bank.pem') });
    const ca = pem('bank.pem');
    assert.equal(await ask({ ca, cert: pem('editor.pem'), key: pem('editor.key') }), 200);
    await assert.rejects(ask({ ca }));
    await assert.rejects(ask({ ca, cert: pem('intruder.pem'), key: pem('intruder.key') }));
    assert.equal(model.requests.length, 2);
  });
});
