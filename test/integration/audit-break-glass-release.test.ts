import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { open } from '../../server/audit/break-glass/sealing.ts';
import type { AuditRecord, RecordKind } from '../../server/audit/records.ts';
import { content, keepOne, team } from '../support/break-glass.ts';
import { person, startConsole } from '../support/console.ts';
import { ConsoleClient } from '../support/console-client.ts';

const execute = promisify(execFile);
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');

/** How a capture leaves: two people want it. */
describe('release of a capture', () => {
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
      await keepOne(console);
      const client = new ConsoleClient(() => console.origin);
      const signIn = async (token: string) => {
        const { cookie, csrf } = await client.signIn(token);
        return { cookie, 'x-csrf-token': csrf };
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
    const file = (name: string) => join(console.home, name);
    const run = (...given: string[]) =>
      execute(process.execPath, ['--import', tsx, main, 'audit', 'break-glass', ...given], {
        cwd: console.home,
        env: { ...process.env, INTRAMURAL_HOME: console.home },
      });
    try {
      await keepOne(console);
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
