import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeMachineSettings, writeUserSettingsOnce } from '../../../server/playground/settings.ts';
import { vscodeFolders } from '../../../server/playground/vscode-server.ts';
import { layOutWorkspace } from '../../../server/playground/workspace.ts';

describe('the files of the playground', () => {
  let scratch: string;
  const at = (...path: string[]) => join(scratch, ...path);
  const text = (...path: string[]) => readFile(at(...path), 'utf8');

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'imt-playground-'));
  });

  afterEach(() => rm(scratch, { recursive: true, force: true }));

  describe('the sample workspace', () => {
    beforeEach(async () => {
      await mkdir(at('sample', 'sql'), { recursive: true });
      await writeFile(at('sample', 'README.md'), 'read me');
      await writeFile(at('sample', 'sql', 'fees.sql'), 'select 1;');
    });

    it('is copied whole', async () => {
      assert.deepEqual(await layOutWorkspace(at('sample'), at('mine')), ['README.md', join('sql', 'fees.sql')]);
      assert.equal(await text('mine', 'sql', 'fees.sql'), 'select 1;');
    });

    it("leaves the user's changes alone, and brings what is missing", async () => {
      await layOutWorkspace(at('sample'), at('mine'));
      await writeFile(at('mine', 'README.md'), 'my notes');
      await rm(at('mine', 'sql', 'fees.sql'));
      assert.deepEqual(await layOutWorkspace(at('sample'), at('mine')), [join('sql', 'fees.sql')]);
      assert.equal(await text('mine', 'README.md'), 'my notes');
    });
  });

  describe('settings', () => {
    it('of the user are written once, then left alone', async () => {
      const folders = vscodeFolders(at('state'));
      await writeUserSettingsOnce(folders, { 'editor.fontSize': 14 });
      await writeUserSettingsOnce(folders, { 'editor.fontSize': 99 });
      assert.deepEqual(JSON.parse(await text('state', 'user-data', 'User', 'settings.json')), {
        'editor.fontSize': 14,
      });
    });

    it('of the machine: ours are set, others stay, a broken file is written anew', async () => {
      const folders = vscodeFolders(at('state'));
      const machine = async () => JSON.parse(await text('state', 'user-data', 'Machine', 'settings.json'));
      await writeMachineSettings(folders, { 'intramural.proxyUrl': 'http://127.0.0.1:1', other: true });
      await writeMachineSettings(folders, { 'intramural.proxyUrl': 'http://127.0.0.1:2' });
      assert.deepEqual(await machine(), { 'intramural.proxyUrl': 'http://127.0.0.1:2', other: true });
      await writeFile(at('state', 'user-data', 'Machine', 'settings.json'), '{ broken');
      await writeMachineSettings(folders, { a: 1 });
      assert.deepEqual(await machine(), { a: 1 });
    });
  });
});
