import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { configSchema } from '../../server/config/schema.ts';
import type { Finding } from '../../server/doctor/checks.ts';
import { checkDestinations } from '../../server/doctor/destinations.ts';
import { checkOwnCertificate } from '../../server/doctor/own-certificate.ts';
import { checkProxy, readyFinding } from '../../server/doctor/running-proxy.ts';
import { makeAuthority, makeCertificate } from '../support/certificates.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

describe('doctor and certificates', function () {
  this.timeout(30_000);
  let folder: string;
  let server: Server | undefined;
  let gateway: TestGateway | undefined;
  let model: ModelServer | undefined;
  const file = (name: string) => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-doctor-tls-'));
    for (const name of ['bank', 'stranger']) makeAuthority(folder, name);
    makeCertificate(folder, 'good', { by: 'bank' });
    makeCertificate(folder, 'soon', { by: 'bank', days: 10 });
    makeCertificate(folder, 'ended', { by: 'bank', days: -1 });
    makeCertificate(folder, 'other', { by: 'bank', names: 'DNS:gpu-a.bank.example' });
  });
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await gateway?.stop();
    await model?.close();
    [server, gateway, model] = [undefined, undefined, undefined];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A model's server that shows this certificate and takes one key. */
  async function serve(name: string, names: string[] = ['m']): Promise<string> {
    const tls = { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) };
    server = createServer(tls, ({ headers }, response) => {
      const known = headers.authorization === 'Bearer of the bank';
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: names.map(id => ({ id })) }));
    });
    await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  const ask = (url: string, upstream: object = {}, env: NodeJS.ProcessEnv = { KEY: 'of the bank' }) =>
    checkDestinations(
      configSchema.parse({
        models: [
          {
            id: 'm',
            template: 'qwen2.5-coder',
            upstream: { url, engine: 'vllm', ca_file: file('bank.pem'), api_key_env: 'KEY', ...upstream },
          },
        ],
      }),
      Date.now,
      env,
    );
  const told = (findings: Finding[]) =>
    findings.map(({ state, says, mend = '' }) => `${state}: ${says} → ${mend}`).join('\n');

  it('asks a server as the proxy does: by its name, with the authority and the key of the bank', async () => {
    const url = await serve('good');
    assert.match(told(await ask(url)), /^ok: 127\.0\.0\.1:\d+ answers \(200\) → $/);
    assert.match(
      told(await ask(url, {}, {})),
      /^failed: the variable KEY .* is not set → Set KEY where the proxy starts/,
    );
    assert.match(
      told(await ask(url, {}, { KEY: 'of a stranger' })),
      /^failed: .* does not let the proxy in \(401\) → The key in KEY/,
    );
    assert.match(
      told(await ask(url, { api_key_env: undefined })),
      /→ It wants a key: .* models\[0\]\.upstream\.api_key_env/,
    );
    assert.match(
      told(await ask(url, { model: 'coder', adapters: { risk: 'coder-risk' } })),
      /^failed: .* knows no model coder; it has m → Let models\[0\]\.upstream\.model/,
    );
    assert.match(
      told(await ask(url, { ca_file: file('good.key') })),
      /holds no certificate → .*models\[0\]\.upstream\.ca_file/,
    );
  });

  const wrong: [certificate: string, authority: string, says: RegExp][] = [
    ['soon', 'bank', /warning: expires in (9|10) days → Renew it/],
    ['ended', 'bank', /^failed: the certificate of 127\.0\.0\.1:\d+ has expired → Renew it on that server\./],
    ['other', 'bank', /^failed: .* was made for another name → Let models\[0\]\.upstream\.url name the server/],
    ['good', 'stranger', /^failed: .* is not trusted \(\w+\) → Name the PEM file .* models\[0\]\.upstream\.ca_file/],
  ];
  for (const [certificate, authority, says] of wrong) {
    it(`says what is wrong with a certificate, and what to do (${certificate}, ${authority})`, async () => {
      const url = await serve(certificate);
      assert.match(told(await ask(url, { ca_file: file(`${authority}.pem`) })), says);
    });
  }

  it('says of an address that has the wrong beginning', async () => {
    const url = await serve('good');
    assert.match(told(await ask(url.replace('https:', 'http:'))), /^failed: .* closed the connection → .*https:/);
    model = await startModelServer();
    assert.match(
      told(await ask(model.url.replace('http:', 'https:'))),
      /^failed: .* does not speak TLS there → .*http:/,
    );
  });

  const own = (name: string, more: object = {}, over: object = {}) =>
    configSchema.parse({
      listen: {
        host: '127.0.0.1',
        tls: { cert_file: file(`${name}.pem`), key_file: file(`${name}.key`), ...more },
        ...over,
      },
    });

  it('looks at the proxy’s own: pair, name, order, end', () => {
    const now = Date.now;
    assert.match(told(checkOwnCertificate(own('good'), now)), /^ok: until /);
    assert.match(told(checkOwnCertificate(own('soon'), now)), /^warning: expires in (9|10) days → .* restart/);
    assert.match(told(checkOwnCertificate(own('ended'), now)), /failed: expired on \d{4}-/);
    assert.match(
      told(checkOwnCertificate(own('good', { key_file: file('soon.key') }), now)),
      /^failed: does not belong to the key in .*soon\.key/,
    );
    assert.match(
      told(checkOwnCertificate(own('good', { cert_file: file('none.pem') }), now)),
      /^failed: .*none\.pem can't be read/,
    );
    assert.match(
      told(checkOwnCertificate(own('other', {}, { public_url: 'https://proxy.bank.example' }), now)),
      /^failed: was made for gpu-a\.bank\.example, and people come to proxy\.bank\.example/,
    );
    writeFileSync(file('chain.pem'), readFileSync(file('good.pem'), 'utf8') + readFileSync(file('bank.pem'), 'utf8'));
    assert.match(told(checkOwnCertificate(own('good', { cert_file: file('chain.pem') }), now)), /^ok/);
    writeFileSync(
      file('chain.pem'),
      readFileSync(file('good.pem'), 'utf8') + readFileSync(file('stranger.pem'), 'utf8'),
    );
    assert.match(
      told(checkOwnCertificate(own('good', { cert_file: file('chain.pem') }), now)),
      /^failed: is followed by/,
    );
    assert.match(
      told(checkOwnCertificate(own('good', { client_ca_file: file('good.key') }), now)),
      /^failed: .*good\.key .*listen\.tls\.client_ca_file/,
    );
  });

  it('repeats nothing that a terminal would obey, and no nonsense makes it fail', async () => {
    const url = await serve('good', ['\u001b[2Jm2', 'm3']);
    assert.match(told(await ask(url)), /knows no model m; it has \?\[2Jm2, m3/);
    for (const models of ['x', null, 7, [1], { '\u001b[2J': null }]) {
      assert.doesNotMatch(readyFinding(false, { audit: 'open', models }).says, /\u001b/);
    }
  });

  it('asks the proxy that runs over TLS, and notices an old certificate', async () => {
    model = await startModelServer();
    const { listen } = own('good');
    gateway = await startGateway({ models: { m: model.url }, config: { listen: { ...listen, port: 0 } } });
    const running = (name: string) => {
      const config = own(name, {}, { port: gateway!.port });
      return checkProxy({ config, dataDirectory: gateway!.home, file: null });
    };
    assert.deepEqual(
      (await running('good')).map(({ check, state }) => [check, state]),
      [
        ['proxy', 'ok'],
        ['ready', 'ok'],
      ],
    );
    assert.match(
      told(await running('soon')),
      /warning: .* shows another certificate than the one in .*soon\.pem → Restart/,
    );
    await model.close();
    // The proxy itself takes what it has learnt for known for a second.
    const away = /failed: no model answers: m is unreachable → See the lines of the models/;
    await until(async () => away.test(told(await running('good'))));
    const { port } = gateway;
    await gateway.stop();
    gateway = undefined;
    const gone = own('good', {}, { port });
    assert.match(
      told(await checkProxy({ config: gone, dataDirectory: folder, file: null })),
      /^warning: nothing listens on https:\/\/127\.0\.0\.1:\d+ → intramural serve$/,
    );
  });
});
