import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { AuditReader } from '../../server/audit/read.ts';
import { decodeRecord } from '../../server/audit/records.ts';
import { signPolicy } from '../../server/policy/signature.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');

describe('a policy that changes while the proxy runs', function () {
  this.timeout(120_000);
  let folder: string;
  let model: ModelServer;
  let proxy: ChildProcess;
  let origin: string;
  let owner: KeyObject;
  let log = '';
  const file = (name: string) => join(folder, name);

  /** Put in the place of the one before, as docs/gateway.md says. */
  function bring(policy: object, key = owner): void {
    writeFileSync(file('next.yaml'), signPolicy(stringify(policy), key));
    renameSync(file('next.yaml'), file('policy.yaml'));
  }

  function ask(body: object = {}): Promise<Response> {
    const token = readFileSync(file('local-token'), 'utf8').trim();
    return fetch(`${origin}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ model: 'm', prompt: 'x', intramural: { document: { language: 'java' } }, ...body }),
    });
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-policy-'));
    model = await startModelServer();
    const pair = generateKeyPairSync('ed25519');
    owner = pair.privateKey;
    writeFileSync(file('policy.pub'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
    bring({ serial: 1, languages: ['java'] });
    writeFileSync(
      file('intramural.yaml'),
      stringify({
        policy_file: file('policy.yaml'),
        policy_keys: [file('policy.pub')],
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
      }),
    );
    proxy = spawn(process.execPath, ['--import', 'tsx', main, 'serve', '--json', '--config', file('intramural.yaml')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, INTRAMURAL_HOME: folder, INTRAMURAL_PORT: '0' },
    });
    proxy.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const gone = once(proxy, 'exit').then(() => null);
    const line = await Promise.race([once(createInterface(proxy.stdout!), 'line') as Promise<[string]>, gone]);
    assert.ok(line, log);
    ({ origin } = JSON.parse(line[0]) as { origin: string });
  });
  after(async () => {
    proxy.kill('SIGTERM');
    if (proxy.exitCode === null) await once(proxy, 'exit');
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is in force for the next request, by itself, and the requests under way end under the one before', async () => {
    model.script({ pieces: ['one\n', 'two\n'], firstMs: 10, pieceMs: 3_000 });
    const underWay = ask({ stream: true });
    await model.received(1);
    bring({ serial: 2, languages: ['sql'] });
    await until(async () => (await ask({ max_tokens: 1 })).status === 403);
    const whole = await (await underWay).text();
    assert.match(whole, /"text":"two/);
    assert.match(whole, /\[DONE\]/);
  });

  it('stays where the new one can not be used, and the log says why', async () => {
    model.script({ pieces: ['return 1;\n'] });
    bring({ serial: 3, languages: ['java'] });
    proxy.kill('SIGHUP');
    await until(async () => (await ask()).status === 200);

    bring({ serial: 4, languages: 7 });
    proxy.kill('SIGHUP');
    await until(() => /policy\.yaml:2:1 {2}languages/.test(log));
    bring({ serial: 4, languages: ['sql'] }, generateKeyPairSync('ed25519').privateKey);
    proxy.kill('SIGHUP');
    await until(() => /a key that policy_keys does not name/.test(log));
    bring({ serial: 2, languages: ['sql'] });
    proxy.kill('SIGHUP');
    await until(() => /has the serial 2, and a policy with the serial 3/.test(log));
    assert.equal((await ask()).status, 200);
  });

  it('turns telemetry off in the console that runs, and on again', async () => {
    const send = async () => {
      const token = readFileSync(file('local-token'), 'utf8').trim();
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      return (await fetch(`${origin}/v1/telemetry`, { method: 'POST', headers, body: '{"events":[]}' })).status;
    };
    await until(async () => (await send()) === 200);
    bring({ serial: 4, languages: ['java'], telemetry: { enabled: false } });
    proxy.kill('SIGHUP');
    await until(async () => (await send()) === 403);
    bring({ serial: 4, languages: ['java'] });
    proxy.kill('SIGHUP');
    await until(async () => (await send()) === 200);
  });

  it('serves nothing once it has expired, and again when a new one has come', async () => {
    const end = Date.now() + 1_500;
    bring({ serial: 5, languages: ['java'], expires: new Date(end).toISOString() });
    proxy.kill('SIGHUP');
    let refused: Response | undefined;
    await until(async () => {
      const answer = await ask();
      if (answer.status === 503) refused = answer;
      return refused !== undefined;
    });
    assert.ok(Date.now() >= end);
    assert.equal(((await refused!.json()) as { error: { code: string } }).error.code, 'policy_expired');
    assert.equal(refused!.headers.get('retry-after'), '30');
    bring({ serial: 6, languages: ['java'] });
    proxy.kill('SIGHUP');
    await until(async () => (await ask()).status === 200);
  });

  it('leaves a record of each change, with the digests before and after', async () => {
    const reader = new AuditReader(file('audit/gateway'));
    const entries = (await reader.entries(0, await reader.refresh())).map(decodeRecord);
    const loaded = entries.filter(record => record.kind === 'policy.loaded');
    assert.equal(loaded[0]!.before, undefined);
    assert.ok(loaded.length >= 4, 'one for each policy that came into force, none for those refused');
    for (const [index, record] of loaded.entries()) {
      if (index > 0) assert.equal(record.before, loaded[index - 1]!.after);
      assert.equal(record.after.slice(0, 16), record.policy_version);
    }
    const refused = entries.filter(record => record.kind === 'policy.refused');
    const inForce = new Set(loaded.map(({ policy_version }) => policy_version));
    assert.deepEqual([...new Set(refused.map(({ reason }) => reason))], ['invalid', 'unknown_key', 'older_serial']);
    for (const { policy_version } of refused) assert.ok(inForce.has(policy_version));
  });

  it('is explained by the command line with file and line', async () => {
    const run = async (...parameters: string[]) => {
      const child = spawn(process.execPath, ['--import', 'tsx', main, 'policy', ...parameters], {
        env: { ...process.env, INTRAMURAL_HOME: folder },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
      }
      const [code] = (await once(child, 'close')) as [number];
      return { code, text };
    };
    const config = ['--config', file('intramural.yaml')];
    const explained = await run('explain', ...config, '--user', 'ana', '--path', 'a/.env', '--language', 'java');
    assert.equal(explained.code, 0);
    assert.match(explained.text, /✓ language .*policy\.yaml:2 languages\)/);
    assert.match(explained.text, /✗ path .*excluded by \*\*\/\.env .*exclude\.paths\[0\], built-in default\)/);
    assert.match(explained.text, /Refused: path decides\./);

    const checked = await run('check', ...config, '--json');
    assert.deepEqual(
      { ...JSON.parse(checked.text), policy_version: '', signed_by: '' },
      {
        ok: true,
        file: file('policy.yaml'),
        policy_version: '',
        serial: 6,
        expires: null,
        signed_by: '',
        warnings: [],
      },
    );
    writeFileSync(file('older.yaml'), signPolicy(stringify({ serial: 5 }), owner));
    const older = await run('check', file('older.yaml'), ...config);
    assert.equal(older.code, 1);
    assert.match(older.text, /a policy with the serial 6 has been in force here/);
    writeFileSync(file('wrong.yaml'), 'languages: [java]\nquota: {}\n');
    const wrong = await run('check', file('wrong.yaml'));
    assert.equal(wrong.code, 1);
    assert.match(wrong.text, /wrong\.yaml:2:1 {2}quota: is not a known field/);
  });
});
