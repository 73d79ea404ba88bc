import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Captures, capturesFolder, listCaptures } from '../../server/audit/break-glass/captures.ts';
import { type BreakGlassPolicy, breakGlassSchema } from '../../server/audit/break-glass/policy.ts';
import { keyIdOf, open } from '../../server/audit/break-glass/sealing.ts';
import type { AuditDraft, AuditRecord, RecordKind } from '../../server/audit/records.ts';
import { person, startConsole } from '../support/console.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { temporaryFolder } from '../unit/audit/samples.ts';

const execute = promisify(execFile);
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');
const secret = 'kJ8#vQ2$mZ9!pL4x';
const repository = 'https://git.bank.example/core';

const pemOf = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
const pairs = {
  x25519: pemOf(generateKeyPairSync('x25519')),
  p256: pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  rsa: pemOf(generateKeyPairSync('rsa', { modulusLength: 3072 })),
};
const team = pairs.x25519;

function body(of: string) {
  return {
    model: 'm',
    prompt: `class Vault:\n    db_password = "${secret}"\n    `,
    intramural: { document: { path: 'vault.py', language: 'python', repository: of } },
  };
}

describe('break glass at the gateway', function () {
  this.timeout(60_000);
  let model: ModelServer;
  let gateway: TestGateway;
  const start = async (breakGlass?: object) => {
    gateway = await startGateway({
      models: { m: model.url },
      policy: breakGlass === undefined ? {} : { break_glass: breakGlass },
    });
  };
  const folder = () => capturesFolder(gateway.home);

  beforeEach(async () => {
    model = await startModelServer();
    model.script(({ body: { prompt } }) => ({
      pieces: ['self.login("', /db_password = "([^"]+)"/.exec(prompt)![1]!, '")\n'],
    }));
  });
  afterEach(async () => {
    await gateway.stop();
    await model.close();
  });

  it('is off: nothing is kept without a word in the policy, nor where it is not enabled', async () => {
    await start();
    assert.equal((await gateway.post(body(repository))).status, 200);
    await gateway.records();
    assert.equal(existsSync(folder()), false);
    await gateway.stop();
    await start({ enabled: false, repositories: [repository], key: team.publicKey });
    assert.equal((await gateway.post(body(repository))).status, 200);
    assert.ok((await gateway.records()).every(({ kind }) => !kind.startsWith('break_glass')));
    assert.equal(existsSync(folder()), false);
  });

  it('keeps what left and came back for named repositories alone, redacted, for the security team’s eyes', async () => {
    await start({ enabled: true, repositories: [repository], key: team.publicKey, days: 7 });
    const answer = (await (await gateway.post(body(repository))).json()) as { choices: { text: string }[] };
    assert.ok(answer.choices[0]!.text.includes(secret), 'the developer gets their own value back');
    assert.equal((await gateway.post(body(`${repository}-other`))).status, 200);
    assert.equal((await gateway.post(body(''))).status, 200);
    const records = await gateway.records();

    const captured = records.filter(
      (record): record is RecordKind<'break_glass.captured'> => record.kind === 'break_glass.captured',
    );
    assert.equal(captured.length, 1);
    const [record] = captured as [RecordKind<'break_glass.captured'>];
    assert.equal(record.repository_by, 'client', 'the record says whose word the repository is');
    const first = records.find(({ kind }) => kind === 'inference.start') as RecordKind<'inference.start'>;
    assert.equal(record.audit_id, first.audit_id);
    assert.equal(record.key, keyIdOf(team.publicKey));
    assert.ok(Math.abs(record.until - record.time - 7 * 86_400_000) < 10_000);

    const names = readdirSync(folder());
    assert.deepEqual(names, [`${record.capture}.jwe`]);
    const jwe = readFileSync(join(folder(), names[0]!), 'utf8');
    assert.equal(jwe.length, record.bytes);
    const content = await open(jwe, team.privateKey);
    assert.equal(content.prompt, model.requests[0]!.body.prompt);
    assert.match(content.output, /^self\.login\("/);
    assert.ok(!JSON.stringify(content).includes(secret), 'neither side holds the secret');
    assert.notEqual(content.output, answer.choices[0]!.text);
  });

  it('holds nothing that the proxy, or who has all its files, could open', async () => {
    await start({ enabled: true, repositories: [repository], key: team.publicKey });
    await gateway.post(body(repository));
    await gateway.records();
    const [name] = readdirSync(folder());
    const jwe = readFileSync(join(folder(), name!), 'utf8');
    for (const text of [jwe, ...jwe.split('.').map(part => Buffer.from(part, 'base64url').toString('latin1'))]) {
      for (const word of ['db_password', 'Vault', 'login', secret, repository]) assert.ok(!text.includes(word), word);
    }
    let tried = 0;
    for (const entry of readdirSync(gateway.home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      await assert.rejects(open(jwe, readFileSync(join(entry.parentPath, entry.name), 'utf8')), entry.name);
      tried += 1;
    }
    assert.ok(tried > 5);
    await assert.rejects(open(jwe, pemOf(generateKeyPairSync('x25519')).privateKey));
    const changed = jwe.replace(/^[^.]+/, header =>
      Buffer.from(
        Buffer.from(header, 'base64url')
          .toString()
          .replace(/"until":\d/, '"until":9'),
      ).toString('base64url'),
    );
    await assert.rejects(open(changed, team.privateKey), 'its header is bound to it');
  });
});

describe('break glass', () => {
  it('takes no policy that names no repository, no key, a private key, or a weak one', () => {
    const base = { enabled: true, repositories: [repository], key: team.publicKey };
    assert.equal(breakGlassSchema.safeParse(base).success, true);
    const small = pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }));
    for (const wrong of [
      { ...base, repositories: [] },
      { ...base, key: null },
      { ...base, key: team.privateKey },
      { ...base, key: small.publicKey },
      { ...base, key: 'no key' },
      { ...base, key: pemOf(generateKeyPairSync('ed25519')).publicKey },
      { ...base, days: 0 },
      { ...base, days: 366 },
    ]) {
      assert.equal(breakGlassSchema.safeParse(wrong).success, false);
    }
  });

  interface Kept {
    captures: Captures;
    records: AuditDraft[];
    folder: string;
    policy: BreakGlassPolicy;
    at(time: number): void;
    fail(how: boolean): void;
    remove(): Promise<void>;
  }
  async function keeper(key: string): Promise<Kept> {
    const { path, remove } = await temporaryFolder();
    const records: AuditDraft[] = [];
    let now = 1_800_000_000_000;
    let failing = false;
    const folder = capturesFolder(path);
    const captures = new Captures({
      folder,
      log: {
        append: async draft => {
          if (failing) throw new Error('the log is full');
          records.push(draft);
          return { index: 0, id: '', time: now };
        },
      },
      clock: () => now,
      onFailure: () => undefined,
    });
    const policy = breakGlassSchema.parse({ enabled: true, repositories: [repository], key, days: 3 });
    const set = {
      at: (time: number) => {
        now = time;
      },
      fail: (how: boolean) => {
        failing = how;
      },
    };
    return { captures, records, folder, policy, ...set, remove: () => captures.stop().then(remove) };
  }
  const content = { audit_id: '0199f3a0-0000-7000-8000-000000000001', repository, prompt: 'p', output: 'o' };

  for (const [name, pair] of Object.entries(pairs)) {
    it(`encrypts to ${name} keys`, async () => {
      const { captures, folder, policy, remove } = await keeper(pair.publicKey);
      await captures.keep(policy, content);
      const [file] = readdirSync(folder);
      const { prompt, output } = await open(readFileSync(join(folder, file!), 'utf8'), pair.privateKey);
      assert.deepEqual([prompt, output], ['p', 'o']);
      await remove();
    });
  }

  it('keeps nothing that could not be recorded', async () => {
    const { captures, folder, policy, fail, remove } = await keeper(team.publicKey);
    fail(true);
    await assert.rejects(captures.keep(policy, content), /full/);
    assert.deepEqual(readdirSync(folder), []);
    await remove();
  });

  it('deletes a capture when its days are over, with a record; not before, and not without one', async () => {
    const { captures, folder, policy, records, at, fail, remove } = await keeper(team.publicKey);
    await captures.keep(policy, content);
    at(1_800_000_000_000 + 3 * 86_400_000 - 1);
    await captures.sweep();
    assert.equal((await listCaptures(folder)).length, 1);
    at(1_800_000_000_000 + 3 * 86_400_000);
    fail(true);
    await captures.sweep();
    assert.equal((await listCaptures(folder)).length, 1);
    fail(false);
    await captures.sweep();
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['break_glass.captured', 'break_glass.deleted'],
    );
    await remove();
  });

  it('clears away what a crash left half-way, and records that it is gone', async () => {
    const { captures, folder, policy, records, at, remove } = await keeper(team.publicKey);
    await captures.keep(policy, content);
    const { capture } = (await listCaptures(folder))[0]!;
    renameSync(join(folder, `${capture}.jwe`), join(folder, `${capture}.draft`));
    await captures.sweep();
    assert.equal(readdirSync(folder).length, 1, 'it may still be at work');
    at(1_800_000_000_000 + 61_000);
    await captures.sweep();
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(records.at(-1), { kind: 'break_glass.deleted', capture });
    await remove();
  });

  it('gives a capture out only where two people of the role security want it, and records both', async () => {
    const tokens = { ada: 'imt_ada', bob: 'imt_bob', dev: 'imt_dev' };
    const console = await startConsole({
      people: {
        [tokens.ada]: person('local:ada', ['security']),
        [tokens.bob]: person('local:bob', ['security']),
        [tokens.dev]: person('local:dev', ['developer', 'lead', 'admin']),
      },
    });
    try {
      const folder = capturesFolder(console.home);
      mkdirSync(folder, { recursive: true });
      const captures = new Captures({
        folder,
        log: console.gatewayLog,
        clock: Date.now,
        onFailure: error => assert.fail(String(error)),
      });
      await captures.keep(
        breakGlassSchema.parse({ enabled: true, repositories: [repository], key: team.publicKey }),
        content,
      );
      await captures.stop();
      const signIn = async (token: string) => {
        const response = await fetch(`${console.origin}/console/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        });
        const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
        const session = await fetch(`${console.origin}/console/api/session`, { headers: { cookie } });
        return { cookie, 'x-csrf-token': ((await session.json()) as { csrf: string }).csrf };
      };
      const [ada, bob, dev] = [await signIn(tokens.ada), await signIn(tokens.bob), await signIn(tokens.dev)];
      const call = (path: string, headers: Record<string, string>, method = 'POST') =>
        fetch(`${console.origin}/console/api/break-glass${path}`, { method, headers });

      assert.equal((await call('', dev, 'GET')).status, 403);
      const { captures: listed } = (await (await call('', ada, 'GET')).json()) as {
        captures: { capture: string; asked: unknown }[];
      };
      assert.equal(listed.length, 1);
      const { capture } = listed[0]!;
      const status = async (path: string, headers: Record<string, string>) =>
        (await call(`/${capture}/${path}`, headers)).status;
      assert.equal(await status('ask', dev), 403);
      assert.equal(await status('ask', { cookie: ada.cookie }), 403, 'without the page’s token');
      assert.equal(await status('release', bob), 409, 'nobody has asked');
      assert.equal(await status('ask', ada), 204);
      assert.equal(await status('release', ada), 403, 'the same person');
      assert.equal(await status('release', dev), 403);
      const released = await call(`/${capture}/release`, bob);
      assert.equal(released.status, 200);
      const { jwe } = (await released.json()) as { jwe: string };
      assert.equal((await open(jwe, team.privateKey)).prompt, 'p');
      assert.equal(await status('release', bob), 409, 'each release needs both words anew');
      assert.equal((await call('/0199f3a0-0000-7000-8000-000000000009/ask', ada)).status, 404);

      const { records } = await console.ownRecords().page({ limit: 100 });
      const kinds = records.map(({ kind }: AuditRecord) => kind).filter(kind => kind.startsWith('break_glass'));
      assert.deepEqual(kinds, ['break_glass.released', 'break_glass.asked']);
      const record = records.find(({ kind }) => kind === 'break_glass.released') as RecordKind<'break_glass.released'>;
      assert.equal(record.capture, capture);
      assert.notEqual(record.first.pseudonym, record.second.pseudonym);
    } finally {
      await console.close();
    }
    assert.deepEqual(console.failures, []);
  });

  it('is listed, asked for, released and opened from the command line', async function () {
    this.timeout(60_000);
    const console = await startConsole({
      people: { imt_ada: person('local:ada', ['security']), imt_bob: person('local:bob', ['security']) },
    });
    const folder = capturesFolder(console.home);
    const file = (name: string) => join(console.home, name);
    const run = (...given: string[]) =>
      execute(process.execPath, ['--import', tsx, main, 'audit', 'break-glass', ...given], {
        cwd: console.home,
        env: { ...process.env, INTRAMURAL_HOME: console.home },
      });
    try {
      const captures = new Captures({
        folder,
        log: console.gatewayLog,
        clock: Date.now,
        onFailure: error => assert.fail(String(error)),
      });
      const policy = breakGlassSchema.parse({ enabled: true, repositories: [repository], key: team.publicKey });
      await captures.keep(policy, content);
      await captures.stop();
      for (const who of ['ada', 'bob']) writeFileSync(file(who), `imt_${who}\n`);
      writeFileSync(file('key.pem'), team.privateKey);
      const { capture } = JSON.parse((await run('list', '--json')).stdout) as { capture: string };
      const as = (who: string) => ['--token-file', file(who), '--proxy', console.origin];
      await run('ask', capture, ...as('ada'));
      await assert.rejects(run('release', capture, ...as('ada'), '--output', file('own.jwe')), /another person/);
      assert.equal(existsSync(file('own.jwe')), false, 'nothing is left of what was refused');
      await run('release', capture, ...as('bob'), '--output', file('out.jwe'));
      const opened = JSON.parse(
        (await run('open', file('out.jwe'), '--private-key', file('key.pem'))).stdout,
      ) as object;
      assert.deepEqual(opened, { capture, audit_id: content.audit_id, prompt: 'p', output: 'o' });
      await assert.rejects(
        run('release', capture, ...as('bob'), '--output', file('out.jwe')),
        /EEXIST/,
        'not over a file',
      );
    } finally {
      await console.close();
    }
    assert.deepEqual(console.failures, []);
  });
});
