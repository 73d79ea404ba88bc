import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { capturesFolder } from '../../server/audit/break-glass/captures.ts';
import { keyIdOf, open } from '../../server/audit/break-glass/sealing.ts';
import type { RecordKind } from '../../server/audit/records.ts';
import { pemOf, repository, team } from '../support/break-glass.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

const secret = 'kJ8#vQ2$mZ9!pL4x';

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
