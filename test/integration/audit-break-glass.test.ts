import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { Captures, capturesFolder, listCaptures } from '../../server/audit/break-glass/captures.ts';
import { type BreakGlassPolicy, breakGlassSchema } from '../../server/audit/break-glass/policy.ts';
import { open } from '../../server/audit/break-glass/sealing.ts';
import type { AuditDraft } from '../../server/audit/records.ts';
import { content, pairs, pemOf, repository, team } from '../support/break-glass.ts';
import { temporaryFolder } from '../unit/audit/samples.ts';

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
});
