import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { AuditRecord, RecordKind } from '../../server/audit/records.ts';
import { type Role, roles } from '../../server/identity/identity.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

/** Every address of the console that tells or changes something, asked by everybody. */
const nobody = '0199f3a0-0000-7000-8000-0000000000ff';
const addresses: [method: string, path: string, role: Role | 'anybody'][] = [
  ['GET', '/console/api/adoption', 'anybody'],
  ['GET', '/console/api/adoption.csv', 'anybody'],
  ['GET', '/console/api/adoption.parquet', 'anybody'],
  ['GET', '/console/api/adoption.ndjson', 'anybody'],
  ['GET', '/console/api/my-data', 'anybody'],
  ['GET', '/console/api/my-data.ndjson', 'anybody'],
  ['GET', '/console/api/audit', 'security'],
  ['GET', '/console/api/audit/redactions', 'security'],
  ['GET', '/console/api/audit/egress', 'security'],
  ['GET', '/console/api/audit/proof?log=gateway&index=0', 'security'],
  ['GET', '/console/api/audit/export.jsonl', 'security'],
  ['GET', `/console/api/audit/${nobody}`, 'security'],
  ['GET', '/console/api/break-glass', 'security'],
  ['POST', `/console/api/break-glass/${nobody}/ask`, 'security'],
  ['POST', `/console/api/break-glass/${nobody}/release`, 'security'],
];

describe('who may ask the console for what', function () {
  this.timeout(30_000);
  let console: TestConsole;
  const cookies = new Map<Role, string>();
  const csrf = new Map<Role, string>();

  const signIn = async (token: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${console.origin}/console/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    });
    return response.headers.get('set-cookie')!.split(';')[0]!;
  };
  const sessionOf = async (cookie: string) =>
    (await (await fetch(`${console.origin}/console/api/session`, { headers: { cookie } })).json()) as {
      csrf: string;
    } | null;
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(console.origin + path, { method, headers, redirect: 'manual' });
  async function own(): Promise<AuditRecord[]> {
    const { records } = await console.ownRecords().page({ limit: 300 });
    return records.reverse();
  }

  before(async () => {
    const people = Object.fromEntries(roles.map(role => [`imt_${role}`, person(`local:${role}`, [role])]));
    console = await startConsole({ people });
    for (const role of roles) {
      cookies.set(role, await signIn(`imt_${role}`));
      csrf.set(role, (await sessionOf(cookies.get(role)!))!.csrf);
    }
  });
  after(() => console.close());

  it('is nobody who is not signed in', async () => {
    for (const [method, path] of addresses) assert.equal((await ask(method, path)).status, 401, `${method} ${path}`);
    assert.equal((await ask('DELETE', '/console/api/session')).status, 401);
    assert.equal((await ask('GET', '/console/plain')).headers.get('location'), '/console/sign-in');
  });

  it('is whoever has the role, and nobody else; those who have it not are recorded, by name', async () => {
    for (const [method, path, needed] of addresses) {
      for (const role of roles) {
        const headers = { cookie: cookies.get(role)!, 'x-csrf-token': csrf.get(role)! };
        const { status } = await ask(method, path, headers);
        if (needed === 'anybody' || needed === role) assert.notEqual(status, 403, `${role} ${method} ${path}`);
        else assert.equal(status, 403, `${role} ${method} ${path}`);
      }
    }
    const refused = async () =>
      (await own()).filter((record): record is RecordKind<'access.refused'> => record.kind === 'access.refused');
    await until(async () => (await refused()).length >= 3);
    const [first] = await refused();
    assert.deepEqual([first!.surface, first!.reason, first!.count], ['console', 'role_missing', 1]);
    assert.equal(new Set((await refused()).map(({ subject }) => subject?.pseudonym)).size, 3, 'each once a minute');
  });

  it('changes nothing without the token of the page', async () => {
    const cookie = cookies.get('security')!;
    for (const [method, path] of addresses.filter(([one]) => one !== 'GET')) {
      assert.equal((await ask(method, path, { cookie })).status, 403, path);
      const elsewhere = { cookie, 'x-csrf-token': csrf.get('security')!, 'sec-fetch-site': 'cross-site' };
      assert.equal((await ask(method, path, elsewhere)).status, 403, path);
      const stolen = { cookie, 'x-csrf-token': csrf.get('admin')! };
      assert.equal((await ask(method, path, stolen)).status, 403, path);
    }
  });

  it('a new sign-in ends the session that the browser had', async () => {
    const before = await signIn('imt_lead');
    const later = await signIn('imt_developer', { cookie: before });
    assert.equal(await sessionOf(before), null);
    assert.ok(await sessionOf(later));
  });
});
