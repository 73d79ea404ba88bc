import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { intramural, startProxy, type TestProxy } from '../support/proxy.ts';
import { patientGhostText } from '../support/vscode/patient-ghost-text.ts';
import { startVsCode, type VsCode } from '../support/vscode/start.ts';
import { openWorkbench } from '../support/vscode/workbench.ts';

const root = join(import.meta.dirname, '..', '..');

/** The whole way: real keys, the packed extension, the built proxy, the embedded model, the console and the audit log. */
describe('first light, in a real VS Code', function () {
  this.timeout(120_000);
  let proxy: TestProxy;
  let vscode: VsCode;
  let browser: Browser;
  let workspace: string;

  before(async () => {
    proxy = await startProxy();
    workspace = await mkdtemp(join(tmpdir(), 'intramural-bank-'));
    await cp(join(root, 'server', 'playground', 'workspace'), workspace, { recursive: true });
    vscode = await startVsCode({
      extension: { vsix: join(root, 'dist', 'intramural.vsix') },
      workspace,
      machineSettings: { 'intramural.proxyUrl': proxy.origin },
      env: { INTRAMURAL_HOME: proxy.home },
    });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await vscode?.stop();
    await proxy?.stop();
    if (workspace) await rm(workspace, { recursive: true, force: true });
  });

  it('ghost text, Tab, the file holds it, the console counts it, the audit log has its record', async () => {
    const path = 'java/lindenbank/account/Account.java';
    const before = await readFile(join(workspace, path), 'utf8');
    const line = before.split('\n').findIndex(text => text.includes('public Money balance()')) + 1;
    assert.ok(line > 0, 'the sample workspace has the method that this test continues');

    const workbench = await openWorkbench(browser, vscode, { open: { path, line: line + 1, column: 1 } });
    await workbench.waitForStatusBar('Intramural');
    await workbench.press('End', 'Enter');
    await workbench.type('Money half = ', { delay: 30 });
    const shown = await patientGhostText(workbench, ' ');
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    const after = await workbench.save(path);
    const inserted = after.split('\n').find(text => text.includes('Money half = ')) ?? '';
    assert.ok(inserted.includes(`Money half = ${shown.split('\n')[0]}`), `"${inserted}" does not hold "${shown}"`);
    assert.deepEqual(workbench.outside, []);

    const page = await openConsole();
    assert.equal(await figure(page, 'accepted'), '1');
    assert.ok(Number(await figure(page, 'shown')) >= 1);
    await page.close();
    await workbench.close();

    const { stdout } = await intramural(['audit', 'tail', '--json'], { env: { INTRAMURAL_HOME: proxy.home } });
    const records = stdout
      .trim()
      .split('\n')
      .map(text => JSON.parse(text) as { kind: string; audit_id?: string });
    const starts = records.filter(record => record.kind === 'inference.start').map(record => record.audit_id);
    const ends = records.filter(record => record.kind === 'inference.end').map(record => record.audit_id);
    assert.ok(starts.length > 0);
    for (const id of ends) assert.ok(starts.includes(id));
    assert.ok(!stdout.includes('Money'), 'an audit record holds no code');
  });

  /** The console, entered by a link that signs in, once it has counted the accepted suggestion. */
  async function openConsole(): Promise<Page> {
    const response = await fetch(`${proxy.origin}/console/api/sign-in-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${proxy.token}` },
    });
    const { url } = (await response.json()) as { url: string };
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForSelector('[data-metric="accepted"]');
    const end = Date.now() + 30_000;
    while ((await figure(page, 'accepted')) !== '1' && Date.now() < end) {
      await page.waitForTimeout(500);
      await page.reload();
      await page.waitForSelector('[data-metric="accepted"]');
    }
    return page;
  }
});

async function figure(page: Page, metric: string): Promise<string> {
  const text = await page.locator(`[data-metric="${metric}"] .tile-value`).first().textContent();
  return /^[\d.,]+/.exec(text?.trim() ?? '')?.[0] ?? '';
}
