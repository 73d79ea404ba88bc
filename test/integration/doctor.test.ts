import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { configSchema } from '../../server/config/schema.ts';
import { checkPolicy, type Finding } from '../../server/doctor/checks.ts';
import { checkDestinations } from '../../server/doctor/destinations.ts';
import { readPolicy } from '../../server/policy/load.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';

describe('doctor', function () {
  this.timeout(30_000);
  let model: ModelServer;
  let folder: string;

  before(async () => {
    model = await startModelServer();
    folder = mkdtempSync(join(tmpdir(), 'intramural-doctor-'));
  });
  after(async () => {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const config = (url: string, over: object = {}) =>
    configSchema.parse({ models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url } }], ...over });
  const state = (findings: Finding[]) => findings.map(finding => [finding.check, finding.state]);

  it('finds every server that answers', async () => {
    assert.deepEqual(state(await checkDestinations(config(model.url), Date.now)), [['model m', 'ok']]);
  });

  it('says what to do about one that the egress rules forbid, that is away, or that redirects', async () => {
    const [forbidden] = await checkDestinations(config(model.url, { egress: { allow: ['10.0.0.0/8'] } }), Date.now);
    assert.match(forbidden!.says, /\(127\.0\.0\.1\) lies outside egress\.allow/);
    assert.match(forbidden!.mend!, /egress\.allow/);

    const gone = await startModelServer();
    await gone.close();
    const [away] = await checkDestinations(config(gone.url), Date.now);
    assert.deepEqual([away!.state, /ECONNREFUSED/.test(away!.says)], ['failed', true]);

    const elsewhere = createServer((_request, response) => response.writeHead(302, { location: '/' }).end());
    await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const [redirects] = await checkDestinations(config(`http://127.0.0.1:${port}/v1`), Date.now);
    assert.match(redirects!.says, /redirects/);
    elsewhere.close();
  });

  it('notices a clock that is wrong', async () => {
    const findings = await checkDestinations(config(model.url), () => Date.now() + 120_000);
    const clock = findings.find(({ check }) => check === 'clock');
    assert.match(clock?.says ?? '', /differ by 1(19|20|21) s/);
  });

  it('speaks of a policy that ends soon, and of tiers that nobody serves', () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, 'expires: 2027-01-10T00:00:00Z\ntiers: [{tier: large}]\n');
    const now = Date.parse('2027-01-01T00:00:00Z');
    const findings = checkPolicy(readPolicy(file, { keyFiles: [], now: () => now }), config(model.url), now);
    assert.deepEqual(
      findings.map(({ state: found, says }) => [found, /9 days|"large"|version/.exec(says)?.[0]]),
      [
        ['ok', 'version'],
        ['warning', '9 days'],
        ['warning', '"large"'],
      ],
    );
  });
});
