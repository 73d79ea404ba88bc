import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'mocha';
import type { RecordKind } from '../../server/audit/records.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';
import { bearer, ConsoleClient, cookieOf } from '../support/console-client.ts';

const tokens = { lead: 'imt_lead', developer: 'imt_developer' };

describe('the way into the console', () => {
  let console: TestConsole;
  let now = Date.parse('2026-09-05T12:00:00Z');

  before(async () => {
    console = await startConsole({
      now: () => now,
      people: {
        [tokens.lead]: person('local:lead', ['developer', 'lead']),
        [tokens.developer]: person('local:developer', ['developer']),
      },
    });
  });
  after(async () => {
    await console.close();
    assert.deepEqual(console.failures, []);
  });

  const { call, post, signIn } = new ConsoleClient(() => console.origin);

  async function lastRecords(count: number) {
    const { records } = await console.ownRecords().page({ limit: count });
    return records;
  }

  describe('sign-in', () => {
    it('gives a cookie that scripts can’t read and other sites can’t send', async () => {
      const response = await post('/console/api/session', { token: tokens.lead });
      assert.match(
        response.headers.get('set-cookie')!,
        /^intramural_session=[\w-]{43}; Path=\/console; Max-Age=43200; HttpOnly; SameSite=Strict$/,
      );
      const [record] = await lastRecords(1);
      assert.equal(record?.kind, 'sign_in');
      assert.equal((record as RecordKind<'sign_in'>).result, 'granted');
    });

    it('by link works once, within a minute', async () => {
      const made = await post('/console/api/sign-in-links', null, bearer(tokens.lead));
      assert.equal(made.status, 201);
      const { url } = (await made.json()) as { url: string };
      assert.ok(url.startsWith(`${console.origin}/console/sign-in#`));
      const code = new URL(url).hash.slice(1);
      assert.match(code, /^[\w-]{43}$/);
      assert.equal((await post('/console/api/session', { code })).status, 204);
      assert.equal((await post('/console/api/session', { code })).status, 401);

      const late = (await (await post('/console/api/sign-in-links', null, bearer(tokens.lead))).json()) as {
        url: string;
      };
      now += 61_000;
      assert.equal((await post('/console/api/session', { code: new URL(late.url).hash.slice(1) })).status, 401);
      assert.equal((await post('/console/api/sign-in-links', null, bearer('imt_other'))).status, 401);
    });

    it('ends by sign-out, which needs the token of the page, and by time', async () => {
      const { cookie, csrf } = await signIn(tokens.lead);
      const signOut = (headers: Record<string, string>) =>
        call('/console/api/session', { method: 'DELETE', headers: { cookie, ...headers } });
      assert.equal((await signOut({})).status, 403);
      assert.equal((await signOut({ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' })).status, 403);
      assert.equal((await signOut({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).status, 403);
      assert.equal((await call('/console/api/adoption', { headers: { cookie } })).status, 200);
      assert.equal((await signOut({ 'x-csrf-token': csrf, origin: console.origin })).status, 204);
      assert.equal((await call('/console/api/adoption', { headers: { cookie } })).status, 401);

      const idle = await signIn(tokens.lead);
      now += 2 * 3_600_000 + 1;
      assert.equal((await call('/console/api/adoption', { headers: { cookie: idle.cookie } })).status, 401);
    });

    it('from another site is refused', async () => {
      const response = await post('/console/api/session', { token: tokens.lead }, { origin: 'https://evil.example' });
      assert.equal(response.status, 403);
    });

    it('refuses guesses after ten wrong tokens; a link still opens', async () => {
      now += 120_000;
      const { url } = (await (await post('/console/api/sign-in-links', null, bearer(tokens.lead))).json()) as {
        url: string;
      };
      for (let attempt = 0; attempt < 10; attempt++) {
        assert.equal((await post('/console/api/session', { token: `imt_guess_${attempt}` })).status, 401);
      }
      const blocked = await post('/console/api/session', { token: tokens.lead });
      assert.equal(blocked.status, 429);
      assert.ok(Number(blocked.headers.get('retry-after')) > 50);
      assert.equal((await post('/console/api/session', { code: new URL(url).hash.slice(1) })).status, 204);
      now += 60_001;
      assert.equal((await post('/console/api/session', { token: tokens.lead })).status, 204);
    });

    it('works by form without JavaScript', async () => {
      const response = await call('/console/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: console.origin },
        body: new URLSearchParams({ token: tokens.developer }),
      });
      assert.equal(response.status, 303);
      const page = await call(response.headers.get('location')!, { headers: { cookie: cookieOf(response) } });
      const html = await page.text();
      assert.ok(html.includes('Suggestions shown') && !html.includes('<script'));
      assert.equal((await call('/console/plain')).headers.get('location'), '/console/sign-in');
    });
  });

  describe('headers', () => {
    it('let nothing run, load or frame that is not ours', async () => {
      for (const path of [
        '/console/sign-in',
        '/console/adoption',
        '/console/api/session',
        '/console/none',
        '/v1/none',
      ]) {
        const { headers } = await call(path);
        const policy = headers.get('content-security-policy')!;
        assert.ok(policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'"));
        assert.ok(policy.includes("require-trusted-types-for 'script'") && !policy.includes('unsafe'));
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('referrer-policy'), 'no-referrer');
      }
      assert.equal((await call('/console/api/session')).headers.get('cache-control'), 'no-store');
    });

    it('of a name that is not ours get no answer', async () => {
      const status = await new Promise(resolve => {
        request(`${console.origin}/console/adoption`, { headers: { host: 'evil.example' } }, response => {
          response.resume();
          resolve(response.statusCode);
        }).end();
      });
      assert.equal(status, 421);
    });
  });
});
