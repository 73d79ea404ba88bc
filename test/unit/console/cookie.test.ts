import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { expiredCookie, readSessionCookie, sessionCookie } from '../../../server/console/cookie.ts';

/** What a browser is told, and what is taken from it. */
describe('the session cookie', () => {
  const secret = 'a'.repeat(43);

  it('over TLS has a name that no neighbour under the same domain can set', () => {
    const cookie = sessionCookie(secret, 60, true);
    assert.equal(cookie, `__Host-intramural_session=${secret}; Path=/; Secure; Max-Age=60; HttpOnly; SameSite=Strict`);
    assert.equal(readSessionCookie(cookie, true), secret);
    assert.equal(readSessionCookie(`intramural_session=${secret}`, true), undefined, 'as a neighbour could set it');
    assert.match(expiredCookie(true), /^__Host-intramural_session=; .*Max-Age=0;/);
  });

  it('without TLS goes to the console alone', () => {
    const cookie = sessionCookie(secret, 60, false);
    assert.equal(cookie, `intramural_session=${secret}; Path=/console; Max-Age=60; HttpOnly; SameSite=Strict`);
    assert.equal(readSessionCookie(`other=1; ${cookie}`, false), secret);
  });

  it('is read only where it can be one of ours', () => {
    for (const header of [undefined, '', 'intramural_session=short', `xintramural_session=${secret}`]) {
      assert.equal(readSessionCookie(header, false), undefined, header);
    }
  });
});
