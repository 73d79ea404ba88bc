import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { loadConfig } from '../../../server/config/load.ts';
import { readPolicy } from '../../../server/policy/load.ts';
import { readSigningKey, signPolicy } from '../../../server/policy/signature.ts';
import { configuredPolicy } from '../../../server/policy/source.ts';

describe('a signed policy', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    writeFileSync(file(name), text);
    return file(name);
  };
  const keyPair = (name: string) => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    write(`${name}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    write(`${name}.pub`, publicKey.export({ type: 'spki', format: 'pem' }) as string);
    return readSigningKey(file(`${name}.key`));
  };
  const read = (text: string, now = 0) =>
    readPolicy(write('policy.yaml', text), { keyFiles: [file('owner.pub')], now: () => now });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-policy-'));
    keyPair('owner');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken from those who may sign, and from nobody else', () => {
    const owner = readSigningKey(file('owner.key'));
    const signed = signPolicy('languages: [java]', owner);
    assert.match(read(signed).signedBy ?? '', /^[0-9a-f]{8}$/);
    assert.throws(() => read('languages: [java]\n'), /not signed/);
    assert.throws(
      () => read(signPolicy('languages: [java]\n', keyPair('other'))),
      /a key that policy_keys does not name/,
    );
    assert.throws(() => read(signed.replace('java', 'perl')), /changed since it was signed/);
    assert.throws(() => read(`languages: [perl]\n${signed}`), /changed since it was signed/);
    assert.throws(() => read(`${signed}languages: [perl]\n`), /not signed/);
  });

  it('keeps one signature, the last', () => {
    const owner = readSigningKey(file('owner.key'));
    const twice = signPolicy(signPolicy('serial: 2\n', owner), owner);
    assert.equal(twice.match(/signature/g)?.length, 1);
    assert.ok(read(twice).signedBy);
  });

  it('is refused once it has expired', () => {
    const signed = signPolicy('expires: 2027-03-31T00:00:00Z\n', readSigningKey(file('owner.key')));
    const end = Date.parse('2027-03-31T00:00:00Z');
    assert.equal(read(signed, end - 1).policy.expires, '2027-03-31T00:00:00Z');
    assert.throws(() => read(signed, end), /expired on 2027-03-31/);
  });

  it('is not taken back for an older one, though that is well signed', () => {
    const owner = readSigningKey(file('owner.key'));
    const config = write(
      'intramural.yaml',
      `policy_file: ${file('policy.yaml')}\npolicy_keys: [${file('owner.pub')}]\n`,
    );
    const loaded = { ...loadConfig(config, {}), dataDirectory: folder };
    const bring = (text: string) => {
      write('policy.yaml', signPolicy(text, owner));
      return configuredPolicy(loaded, () => 0).policy.serial;
    };
    assert.equal(bring('serial: 7\n'), 7);
    assert.throws(() => bring('serial: 6\n'), /serial 6, and a policy with the serial 7/);
    assert.equal(bring('serial: 7\nlanguages: [sql]\n'), 7);
    assert.equal(readFileSync(file('policy-serial'), 'utf8'), '7\n');
  });

  it('wants a public key where policies are only checked, and says how to make one', () => {
    const policy = write('policy.yaml', '');
    const trust = { keyFiles: [file('owner.key')], now: () => 0 };
    assert.throws(() => readPolicy(policy, trust), /holds no public Ed25519 key/);
    assert.throws(() => readPolicy(undefined, { ...trust, keyFiles: [file('owner.pub')] }), /no policy_file/);
  });

  it('says in which line its parts stand', () => {
    const { lineOf } = readPolicy(
      write('plain.yaml', '# ours\nlanguages:\n  - java\nexclude:\n  paths:\n    - a/\n    - b/\n'),
      {
        keyFiles: [],
        now: () => 0,
      },
    );
    assert.equal(lineOf(['languages']), 2);
    assert.equal(lineOf(['exclude', 'paths', 1]), 7);
    assert.equal(lineOf(['quotas', 'user']), null);
  });
});
