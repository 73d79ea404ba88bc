import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { authenticateLocally, ensureLocalToken, localTokenFile } from '../../../server/identity/local-token.ts';

describe('local token', () => {
  const directory = () => mkdtempSync(join(tmpdir(), 'intramural-'));

  it('is made once, for its owner alone', () => {
    const data = directory();
    const token = ensureLocalToken(data);
    assert.equal(ensureLocalToken(data), token);
    if (process.platform !== 'win32') assert.equal(statSync(localTokenFile(data)).mode & 0o777, 0o600);
    assert.equal(readFileSync(localTokenFile(data), 'utf8').trim(), token);
  });

  it('says what to do where the file holds something else, without repeating it', () => {
    const data = directory();
    writeFileSync(localTokenFile(data), 'something private');
    assert.throws(
      () => ensureLocalToken(data),
      (error: Error) => /Delete the file/.test(error.message) && !error.message.includes('private'),
    );
  });

  it('knows its bearer, and nobody else', () => {
    const token = ensureLocalToken(directory());
    const authenticate = authenticateLocally(token);
    assert.deepEqual(authenticate(`Bearer ${token}`)?.roles, ['developer', 'lead', 'security', 'admin']);
    for (const header of [
      undefined,
      '',
      token,
      `Basic ${token}`,
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ]) {
      assert.equal(authenticate(header), null);
    }
  });
});
