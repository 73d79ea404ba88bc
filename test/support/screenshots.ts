// Takes the pictures of the README from the running product: npm run screenshots
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { intramural, startProxy } from './proxy.ts';
import { patientGhostText } from './vscode/patient-ghost-text.ts';
import { startVsCode } from './vscode/start.ts';
import { openWorkbench } from './vscode/workbench.ts';

const root = join(import.meta.dirname, '..', '..');
const pictures = join(root, 'docs', 'images');
const scratch = await mkdtemp(join(tmpdir(), 'intramural-pictures-'));
const home = join(scratch, 'home');
const workspace = join(scratch, 'lindenbank');
await mkdir(pictures, { recursive: true });
await cp(join(root, 'server', 'playground', 'workspace'), workspace, { recursive: true });

// A bank of 40 people to look at, and one real developer beside them.
const simulated = await intramural([
  'telemetry',
  'simulate',
  '--seats',
  '40',
  '--days',
  '28',
  '--seed',
  '7',
  '--home',
  home,
]);
if (simulated.code !== 0) throw new Error(simulated.stderr);

const proxy = await startProxy({ home });
const vscode = await startVsCode({
  extension: { vsix: join(root, 'dist', 'intramural.vsix') },
  workspace,
  machineSettings: { 'intramural.proxyUrl': proxy.origin },
  env: { INTRAMURAL_HOME: home },
});
const browser = await launchBrowser();
try {
  await pictureOfEditor();
  await picturesOfConsole();
} finally {
  await browser.close();
  await vscode.stop();
  await proxy.stop();
  await rm(scratch, { recursive: true, force: true });
}

async function pictureOfEditor(): Promise<void> {
  const open = { path: 'java/lindenbank/account/Account.java', line: 47, column: 1 };
  const workbench = await openWorkbench(browser, vscode, { open, size: { width: 1100, height: 620 } });
  await workbench.waitForStatusBar('Intramural');
  await workbench.type('    public void withdraw(', { delay: 40 });
  await patientGhostText(workbench, '(');
  await workbench.screenshot(join(pictures, 'editor.png'));
  await workbench.press('Tab');
  await workbench.waitForNoGhostText();
  await workbench.close();
}

async function picturesOfConsole(): Promise<void> {
  const response = await fetch(`${proxy.origin}/console/api/sign-in-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${proxy.token}` },
  });
  const { url } = (await response.json()) as { url: string };
  const page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
  await page.goto(url);
  await page.waitForSelector('[data-metric="accepted"]');
  await page.screenshot({ path: join(pictures, 'adoption.png') });
  await page.goto(`${proxy.origin}/console/audit`);
  await page.waitForSelector('table tbody tr');
  await page.screenshot({ path: join(pictures, 'audit.png') });
  await page.close();
}
