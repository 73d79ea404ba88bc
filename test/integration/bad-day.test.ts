import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { intramural, startProxy, type TestProxy } from '../support/proxy.ts';

/** What goes wrong on a bad day, at the built product: each fault has a clear message with its mend, and nothing is lost. */
describe('a bad day', function () {
  this.timeout(60_000);
  let scratch: string;

  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'intramural-bad-day-'));
  });

  after(() => rmSync(scratch, { recursive: true, force: true }));

  const env = (more: NodeJS.ProcessEnv = {}) => ({
    INTRAMURAL_HOME: join(scratch, 'home'),
    INTRAMURAL_PORT: '0',
    ...more,
  });

  it('no model: names what it tried and how to provide one', async () => {
    const missing = join(scratch, 'nowhere.gguf');
    const { code, stderr } = await intramural(['serve'], { env: env({ INTRAMURAL_MODEL: missing }) });
    assert.equal(code, 1);
    assert.ok(stderr.includes(missing), stderr);
    assert.match(stderr, /INTRAMURAL_MODEL/);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack for a person');
  });

  it('a model file that is none: says so and starts nothing', async () => {
    const file = join(scratch, 'letter.gguf');
    writeFileSync(file, 'Dear customer');
    const { code, stderr } = await intramural(['serve'], { env: env({ INTRAMURAL_MODEL: file }) });
    assert.equal(code, 1);
    assert.match(stderr, /GGUF/);
  });

  it('port taken: names the port and the mend', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    try {
      const { code, stderr } = await intramural(['serve'], { env: env({ INTRAMURAL_PORT: String(port) }) });
      assert.equal(code, 1);
      assert.ok(stderr.includes(String(port)), stderr);
      assert.match(stderr, /INTRAMURAL_PORT|listen\.port/);
    } finally {
      other.close();
    }
  });

  it('broken configuration: names file, line and field', async () => {
    const file = join(scratch, 'broken.yaml');
    writeFileSync(file, 'listen:\n  prot: 7411\n');
    const { code, stderr } = await intramural(['serve', '--config', file], { env: env() });
    assert.equal(code, 1);
    assert.match(stderr, /broken\.yaml:2:3 {2}listen\.prot: is not a known field/);
  });

  it('broken policy: names file, line and field', async () => {
    const [config, policy] = [join(scratch, 'with-policy.yaml'), join(scratch, 'policy.yaml')];
    writeFileSync(config, `policy_file: ${policy}\n`);
    writeFileSync(policy, 'completion:\n  max_tokens: many\n');
    const { code, stderr } = await intramural(['serve', '--config', config], { env: env() });
    assert.equal(code, 1);
    assert.match(stderr, /policy\.yaml:2:3 {2}completion\.max_tokens/);
  });

  it('unknown command or option: says how to get help, exit code 2', async () => {
    for (const words of [['srve'], ['serve', '--prot', '1']]) {
      const { code, stderr } = await intramural(words);
      assert.equal(code, 2, words.join(' '));
      assert.match(stderr, /--help/);
    }
  });

  describe('while it runs', () => {
    let proxy: TestProxy;
    const headers = () => ({ authorization: `Bearer ${proxy.token}`, 'content-type': 'application/json' });
    const body = (more: object) =>
      JSON.stringify({ model: 'qwen2.5-coder-0.5b', prompt: 'def add(a, b):\n    ', max_tokens: 32, ...more });
    const complete = (more: object) =>
      fetch(`${proxy.origin}/v1/completions`, { method: 'POST', headers: headers(), body: body(more) });

    before(async () => {
      proxy = await startProxy();
    });

    after(() => proxy?.stop());

    it('wrong token: 401 that says where the right one is, and does not repeat the wrong one', async () => {
      const response = await fetch(`${proxy.origin}/v1/completions`, {
        method: 'POST',
        headers: { ...headers(), authorization: 'Bearer imt_somebody_elses_token' },
        body: body({}),
      });
      const text = await response.text();
      assert.equal(response.status, 401);
      assert.match(text, /token/i);
      assert.doesNotMatch(text, /somebody_elses/);
      assert.doesNotMatch(proxy.log(), /somebody_elses/);
    });

    it('model killed mid-stream: the stream ends, the proxy lives, the model comes back, both records are there', async () => {
      const response = await complete({ max_tokens: 200, stream: true });
      const auditId = response.headers.get('x-intramural-audit-id');
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      process.kill(pidOf('engine', proxy), 'SIGKILL');
      const rest = await drain(reader);
      assert.ok(!rest.includes('undefined'));

      assert.equal((await fetch(`${proxy.origin}/healthz`)).status, 200);
      await until(async () => (await fetch(`${proxy.origin}/readyz`)).status === 200);
      assert.equal((await complete({})).status, 200);

      const { stdout } = await intramural(['audit', 'tail', '--json', '-n', '100'], {
        env: { INTRAMURAL_HOME: proxy.home },
      });
      const kinds = stdout.split('\n').filter(line => auditId !== null && line.includes(auditId));
      assert.equal(kinds.filter(line => line.includes('"inference.start"')).length, 1);
      assert.equal(kinds.filter(line => line.includes('"inference.end"')).length, 1);
    });

    it('console killed: completions go on, its pages say so, it comes back', async () => {
      process.kill(pidOf('console', proxy), 'SIGKILL');
      assert.equal((await complete({})).status, 200);
      await until(async () => (await fetch(`${proxy.origin}/console/sign-in`, { redirect: 'manual' })).status < 500);
    });

    it('everything killed at once: the log is whole at the next start', async () => {
      assert.equal((await complete({})).status, 200);
      const before = await auditLines(proxy.home);
      await proxy.kill();
      const { home } = proxy;
      proxy = await startProxy({ home });
      assert.equal((await complete({})).status, 200);
      const after = await auditLines(home);
      for (const line of before) assert.ok(after.includes(line), 'an acknowledged record is lost');
      rmSync(join(home, 'nothing'), { force: true });
    });
  });

  it('full disk: refuses with 503 and says why, instead of serving what it can not record; serves again once there is room', async function () {
    const enter = ['unshare', '--mount', '--map-root-user', '--user', 'true'];
    // Needs a file system of its own that can be filled; a machine without namespaces can't make one.
    if (spawnSync(enter[0] as string, enter.slice(1)).status !== 0) this.skip();
    const script = join(import.meta.dirname, '..', 'support', 'full-disk.ts');
    const output = execFileSync(
      'unshare',
      ['--mount', '--map-root-user', '--user', process.execPath, '--import', 'tsx', script],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { before, full, message, freed } = JSON.parse(output) as Record<string, unknown>;
    assert.equal(before, 200);
    assert.equal(full, 503);
    assert.match(String(message), /audit|record|log/i);
    assert.equal(freed, 200, 'it serves again once there is room');
  });
});

async function auditLines(home: string): Promise<string[]> {
  const { stdout } = await intramural(['audit', 'tail', '--json', '-n', '1000'], { env: { INTRAMURAL_HOME: home } });
  return stdout.trim().split('\n');
}

/** The process of that name in the proxy's family. */
function pidOf(name: 'engine' | 'console' | 'gateway', proxy: TestProxy): number {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(proxy.process.pid)], {
    encoding: 'utf8',
  }).split('\n');
  const line = lines.find(text => text.includes(`/${name}.js`));
  assert.ok(line, `no ${name} process in:\n${lines.join('\n')}`);
  return Number(line.trim().split(' ')[0]);
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = '';
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  } catch {
    return text;
  }
}

async function until(holds: () => Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds().catch(() => false))) {
    assert.ok(Date.now() < end, 'it did not come back');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
