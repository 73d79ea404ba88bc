import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { AuditReader } from '../../server/audit/read.ts';
import { type AuditRecord, decodeRecord } from '../../server/audit/records.ts';
import { configSchema } from '../../server/config/schema.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { loadPolicy } from '../../server/policy/load.ts';
import type { FromChild, GatewaySettings, ToGateway } from '../../server/serve/messages.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const entry = join(import.meta.dirname, '..', '..', 'server', 'gateway', 'process.ts');

describe('the gateway as a process', function () {
  this.timeout(60_000);
  let home: string;
  let model: ModelServer;
  let child: ChildProcess;
  let output: string;

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'intramural-gateway-'));
    model = await startModelServer();
    output = '';
    child = fork(entry, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await model.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(over: Partial<GatewaySettings> = {}, config: object = {}): Promise<FromChild> {
    const settings: GatewaySettings = {
      config: configSchema.parse({
        listen: { port: 0 },
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        ...config,
      }),
      dataDirectory: home,
      policy: loadPolicy(undefined),
      engine: null,
      consoleUrl: null,
      ...over,
    };
    tell({ kind: 'start', settings });
    const [said] = (await once(child, 'message')) as [FromChild];
    return said;
  }

  function tell(message: ToGateway): void {
    child.send(message);
  }

  async function started(over: Partial<GatewaySettings> = {}, config: object = {}): Promise<string> {
    const said = await start(over, config);
    assert.equal(said.kind, 'ready', output);
    return `http://127.0.0.1:${(said as { port: number }).port}`;
  }

  function ask(origin: string, body: object = {}): Promise<Response> {
    return fetch(`${origin}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ensureLocalToken(home)}` },
      body: JSON.stringify({ model: 'm', prompt: 'x', ...body }),
    });
  }

  async function records(): Promise<AuditRecord[]> {
    const reader = new AuditReader(join(home, 'audit', 'gateway'));
    const entries = await reader.entries(0, await reader.refresh());
    return entries.map(decodeRecord);
  }

  for (const how of ['stop', 'SIGTERM', 'parent gone'] as const) {
    it(`finishes what is under way and records it when told to end (${how})`, async () => {
      model.script({ pieces: ['one\n', 'two\n', 'three'], firstMs: 100, pieceMs: 100 });
      const origin = await started();
      const answer = ask(origin, { stream: true });
      await model.received(1);
      if (how === 'stop') tell({ kind: 'stop' });
      else if (how === 'SIGTERM') child.kill('SIGTERM');
      else child.disconnect();
      assert.match(await (await answer).text(), /"text":"three".*\[DONE\]/s);
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, 0, output);
      const all = await records();
      assert.equal(all.find(record => record.kind === 'inference.end')?.result, 'completed');
      assert.equal(all.at(-1)?.kind, 'log.stop');
    });
  }

  it('refuses new work while it drains, and ends an answer that takes too long with what is there', async () => {
    model.script({ pieces: ['one\n'], fault: { kind: 'stall', after: 1 } });
    const origin = await started();
    const answer = await ask(origin, { stream: true });
    tell({ kind: 'stop' });
    let refused: Response | null = null;
    await until(async () => {
      refused = await ask(origin);
      return refused.status === 503;
    });
    assert.match(await refused!.text(), /"code":"draining"/);
    assert.equal((await fetch(`${origin}/readyz`)).status, 503);
    assert.match(await answer.text(), /"text":"one\\n".*"finish_reason":"length".*\[DONE\]/s);
    await once(child, 'exit');
    const all = await records();
    const end = all.find(record => record.kind === 'inference.end');
    assert.deepEqual([end?.result, end?.cancellation?.by], ['cancelled', 'shutdown']);
    assert.equal(all.at(-1)?.kind, 'log.stop');
  });

  it('keeps its keys to its owner', async () => {
    await started();
    assert.equal(statSync(join(home, 'keys', 'redaction.key')).mode & 0o777, 0o600);
    assert.equal(statSync(join(home, 'keys', 'audit-digest.key')).mode & 0o777, 0o600);
  });

  it('goes where the engine is now', async () => {
    const origin = await started({}, { models: [{ id: 'm', template: 'qwen2.5-coder', upstream: 'embedded' }] });
    const starting = await ask(origin);
    assert.equal(starting.status, 503);
    assert.match(await starting.text(), /model_starting/);
    tell({
      kind: 'engine',
      engine: { url: model.url, secret: 'engine-secret', model: 'm', weights_sha256: 'a'.repeat(64) },
    });
    await until(async () => (await fetch(`${origin}/readyz`)).status === 200);
    assert.equal((await ask(origin)).status, 200);
    assert.equal(model.requests[0]!.headers.authorization, 'Bearer engine-secret');
    tell({ kind: 'engine', engine: null });
    await until(async () => (await ask(origin)).status === 503);
    const loaded = (await records()).find(record => record.kind === 'model.loaded');
    assert.equal(loaded?.weights, 'a'.repeat(64));
    assert.doesNotMatch(output, /engine-secret/);
  });

  it('passes the console’s pages and events through, and says when it is away', async () => {
    const seen: { url: string; headers: Record<string, unknown>; body: string }[] = [];
    const consoleServer = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ url: request.url!, headers: request.headers, body });
        if (request.url === '/console/slow') {
          response.write('first');
          return;
        }
        response
          .writeHead(302, { location: '/console/', 'set-cookie': ['a=1', 'b=2'], connection: 'close' })
          .end('moved');
      });
    }).listen(0, '127.0.0.1');
    await once(consoleServer, 'listening');
    const consoleUrl = `http://127.0.0.1:${(consoleServer.address() as AddressInfo).port}`;
    const origin = await started({ consoleUrl });
    const page = await fetch(`${origin}/console/a?b=c`, {
      redirect: 'manual',
      headers: { cookie: 's=1', 'x-forwarded-for': '6.6.6.6' },
    });
    assert.equal(page.status, 302);
    assert.deepEqual(page.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(seen[0]!.url, '/console/a?b=c');
    assert.equal(seen[0]!.headers.cookie, 's=1');
    assert.equal(seen[0]!.headers['x-forwarded-for'], '127.0.0.1');
    const headers = { authorization: `Bearer ${ensureLocalToken(home)}`, 'content-type': 'application/json' };
    await fetch(`${origin}/v1/telemetry`, { method: 'POST', headers, body: '{"events":[]}', redirect: 'manual' });
    assert.equal(seen[1]!.body, '{"events":[]}');

    // No detour leads to anything else that the console process may serve.
    const { port } = new URL(origin);
    const statusOf = async (path: string) => {
      const [answer] = (await once(get({ port, host: '127.0.0.1', path }), 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    assert.equal(await statusOf('/console/../internal'), 404);
    assert.equal(await statusOf('http://other.example/console/../internal'), 404);
    assert.equal(seen.length, 2);
    // A whole address, as a client of an HTTP proxy writes it, goes to the console all the same and nowhere else.
    assert.equal(await statusOf('http://other.example/console/a?b=c'), 302);
    assert.equal(seen[2]!.url, '/console/a?b=c');

    // A reader that leaves takes its connection to the console along.
    const leaving = new AbortController();
    const slow = await fetch(`${origin}/console/slow`, { signal: leaving.signal });
    const connections = () =>
      new Promise<number>(resolve => consoleServer.getConnections((_error, count) => resolve(count)));
    const first = await slow.body!.getReader().read();
    assert.equal(Buffer.from(first.value!).toString(), 'first');
    const busy = await connections();
    leaving.abort();
    await until(async () => (await connections()) < busy);

    tell({ kind: 'console', url: null });
    await until(async () => (await fetch(`${origin}/console/`)).status === 503);
    consoleServer.closeAllConnections();
    consoleServer.close();
  });

  it('says in words why it can not start, and how to mend it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const said = await start({}, { listen: { port } });
    assert.deepEqual(
      [said.kind, (said as { message: string }).message],
      ['failed', `Port ${port} on 127.0.0.1 is taken.`],
    );
    assert.match((said as { mend: string }).mend, /INTRAMURAL_PORT/);
    await once(child, 'exit');
    taken.close();
  });

  it('does not start without the key of a server', async () => {
    const withKey = { id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url, api_key_env: 'ABSENT_KEY' } };
    const said = await start({}, { models: [withKey] });
    assert.match((said as { message: string }).message, /ABSENT_KEY, which holds the key for the model m, is not set/);
  });

  it('does not start on a redaction key that was damaged', async () => {
    mkdirSync(join(home, 'keys'), { recursive: true });
    writeFileSync(join(home, 'keys', 'redaction.key'), 'short\n');
    const said = await start();
    assert.match((said as { message: string }).message, /redaction\.key holds no key/);
  });

  it('lives on through whatever a client sends', async () => {
    const origin = await started();
    const noise = await fetch(`${origin}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ensureLocalToken(home)}` },
      body: Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)),
    });
    assert.equal(noise.status, 400);
    assert.equal((await ask(origin)).status, 200);
  });
});
