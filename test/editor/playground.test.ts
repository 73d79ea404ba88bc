import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { installEditor } from '../../server/playground/install.ts';
import { type Playground, type PlaygroundOptions, startPlayground } from '../../server/playground/playground.ts';
import { launchBrowser, watchOutside } from '../support/browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the playground', function () {
  this.timeout(60_000);

  let scratch: string;
  let options: PlaygroundOptions;
  let browser: Browser;
  let proxiesStopped = 0;

  before(async function () {
    this.timeout(600_000);
    scratch = await mkdtemp(join(tmpdir(), 'imt-playground-'));
    options = {
      editor: await installEditor(),
      vsix: packFixture(scratch),
      sample: join(root, 'server', 'playground', 'workspace'),
      folder: join(scratch, 'playground'),
      ensureProxy: async () => ({
        origin: 'http://127.0.0.1:9',
        stop: async () => {
          proxiesStopped++;
        },
      }),
      port: 0,
    };
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('opens the sample workspace with the extension, for who holds the token', async () => {
    const playground = await startPlayground(options);
    try {
      const { origin } = new URL(playground.url);
      assert.equal((await fetch(`${origin}/?folder=/`)).status, 403);

      const page = await browser.newPage();
      const outside = watchOutside(page, origin);
      await page.goto(playground.url);
      await page.locator('.statusbar-item', { hasText: 'fixture:' }).waitFor();
      await page.locator('.explorer-folders-view', { hasText: 'cobol' }).waitFor();
      const readme = page.frameLocator('iframe.webview').frameLocator('iframe');
      await readme.getByRole('heading', { name: 'Try 1' }).waitFor();
      assert.deepEqual(outside, []);
      await page.close();
    } finally {
      await playground.stop();
    }
    assert.equal(proxiesStopped, 1);
    await assert.rejects(fetch(new URL('/version', playground.url)));
  });

  it("sets the proxy's address for this machine, keeps the user's changes, and takes another port where its own is taken", async () => {
    const readme = join(options.folder, 'workspace', 'README.md');
    await writeFile(readme, 'my notes');
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => occupant.once('listening', resolve));
    const { port } = occupant.address() as { port: number };
    let playground: Playground | undefined;
    try {
      playground = await startPlayground({ ...options, port });
      assert.notEqual(Number(new URL(playground.url).port), port);
      const machine = await readFile(join(options.folder, 'user-data', 'Machine', 'settings.json'), 'utf8');
      assert.deepEqual(JSON.parse(machine), { 'intramural.proxyUrl': 'http://127.0.0.1:9' });
      assert.equal(await readFile(readme, 'utf8'), 'my notes');
    } finally {
      await playground?.stop();
      occupant.close();
    }
  });

  it('stops the proxy again where the editor does not start', async () => {
    const before = proxiesStopped;
    await assert.rejects(startPlayground({ ...options, vsix: join(scratch, 'missing.vsix') }), /could not install/);
    assert.equal(proxiesStopped, before + 1);
  });
});

function packFixture(folder: string): string {
  const vsix = join(folder, 'fixture.vsix');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--skip-license', '--allow-missing-repository'];
  execFileSync(process.execPath, [vsce, 'package', ...flags, '--out', vsix], {
    cwd: join(root, 'test', 'support', 'vscode', 'fixture'),
    stdio: 'pipe',
  });
  return vsix;
}
