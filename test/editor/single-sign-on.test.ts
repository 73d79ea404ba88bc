import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { AuditReader } from '../../server/audit/read.ts';
import { decodeRecord } from '../../server/audit/records.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { startProvider, type TestProvider } from '../support/oidc/provider.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { startVsCode, type VsCode } from '../support/vscode/start.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const vsix = join(import.meta.dirname, '..', '..', 'dist', 'intramural.vsix');
const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');

describe('signing in with a real VS Code at a real OpenID provider', function () {
  this.timeout(120_000);
  let folder: string;
  let provider: TestProvider;
  let model: ModelServer;
  let proxy: TestProxy;
  let vscode: VsCode;
  let browser: Browser;
  let workbench: Workbench;
  const running: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intramural-sso-'));
    model = await startModelServer({ script: { pieces: ['add(amount);'] } });
    running.push(model.close);
  });
  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: { deviceFlow: boolean; tokenSeconds: number }): Promise<void> {
    provider = await startProvider({ people: { ana: ['dev', 'risk'] }, ...options });
    running.push(provider.stop);
    mkdirSync(join(folder, 'proxy'));
    proxy = await startProxy({
      home: join(folder, 'proxy'),
      config: {
        models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
        identity: {
          oidc: {
            issuer: provider.issuer,
            client_id: 'intramural',
            clock_skew_s: 0,
            roles: { dev: ['developer'] },
            teams: [{ group: 'risk', team: 'Risk' }],
          },
        },
      },
    });
    running.push(proxy.stop);
    vscode = await startVsCode({
      extension: { vsix },
      workspace: { 'Account.java': account },
      machineSettings: { 'intramural.proxyUrl': proxy.origin },
      state: join(folder, 'vscode'),
      // Not the proxy's data folder: a desk that has no local token.
      env: { INTRAMURAL_HOME: join(folder, 'desk') },
    });
    running.push(vscode.stop);
    browser = await launchBrowser();
    running.push(() => browser.close());
    workbench = await openWorkbench(browser, vscode, { open: { path: 'Account.java', line: 3, column: 19 } });
    await waitForStatus('Intramural');
  }

  const waitForStatus = (words: string) =>
    workbench.page.locator(`.statusbar-item[aria-label*="${words}"]`).first().waitFor();

  /** Answers VS Code's own question. */
  const answer = (button: string) =>
    workbench.page.locator('.monaco-dialog-box').getByText(button, { exact: true }).click();

  /** Runs "Sign In", lets the extension, and returns the window that VS Code opens at the provider. */
  async function signIn(): Promise<Page> {
    const opened = workbench.page.context().waitForEvent('page');
    await workbench.command('Intramural: Sign In');
    await answer('Allow');
    const window = await opened;
    // This build of VS Code sends a browser to this machine's ports through its own, and has nothing there.
    const forwarded = `${vscode.origin}/proxy/${provider.port}/`;
    assert.ok(window.url().startsWith(forwarded), window.url());
    await window.goto(window.url().replace(forwarded, `${provider.issuer}/`));
    return window;
  }

  /** What Ana does in that window: her name, a password, and yes. */
  async function consent(window: Page): Promise<void> {
    await window.fill('input[name=login]', 'ana');
    await window.fill('input[name=password]', 'any');
    await window.click('[type=submit]');
    await window.locator('text=Continue').last().click();
  }

  async function suggestion(): Promise<string> {
    await workbench.awaken();
    await workbench.type('.');
    return workbench.waitForGhostText();
  }

  const grants = () => provider.seen.filter(({ status }) => status === 200).map(({ route, grant }) => grant ?? route);

  /** Every file that VS Code and the proxy have written. */
  function written(): string {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    return files.map(file => readFileSync(file, 'latin1')).join('\n');
  }

  it('by code and PKCE in a browser; the token is renewed, and the provider told at the end', async () => {
    const tokenSeconds = 5;
    await open({ deviceFlow: false, tokenSeconds });
    const window = await signIn();
    const back = new Promise<string>(resolve => {
      window.on('response', response => {
        const { location = '' } = response.headers();
        if (location.startsWith('code-oss:')) resolve(location);
      });
    });
    await consent(window);
    const address = await back;
    assert.match(address, /^code-oss:\/\/intramural\.intramural\/sign-in\?code=/);
    // As the operating system hands it to the editor.
    await workbench.page.bringToFront();
    await workbench.command('Developer: Open URL');
    await workbench.page.waitForSelector('.quick-input-widget:visible input');
    await workbench.type(address);
    await workbench.press('Enter');
    await answer('Open');
    await waitForStatus('Intramural: ready');
    assert.equal(grants()[0], 'authorization_code');
    assert.equal(await suggestion(), 'add(amount);');

    // The proxy takes the token no more: the editor fetches the next, and asks again.
    const renewed = () => grants().filter(grant => grant === 'refresh_token').length;
    const [before, ended] = [renewed(), Date.now() + tokenSeconds * 1000];
    await until(() => Date.now() > ended);
    await workbench.press('Escape', 'Enter');
    await workbench.type('return balance');
    assert.equal(await suggestion(), 'add(amount);');
    assert.ok(renewed() > before, grants().join());

    await workbench.command('Intramural: Sign Out');
    await waitForStatus('Sign in to get suggestions');
    await until(() => grants().includes('revocation'));
    const asked = model.requests.length;
    await workbench.press('Backspace');
    await workbench.command('Intramural: Trigger Suggestion');
    await waitForStatus('Sign in to get suggestions');
    assert.equal(model.requests.length, asked);

    await workbench.close();
    await vscode.stop();
    await proxy.stop();
    const reader = new AuditReader(join(proxy.home, 'audit', 'gateway'));
    const records = (await reader.entries(0, await reader.refresh())).map(decodeRecord);
    const starts = records.filter(record => record.kind === 'inference.start');
    assert.ok(starts.length >= 2);
    for (const { subject, decisions } of starts) {
      assert.deepEqual([subject.by, subject.team, decisions[0]?.reason], ['oidc', 'Risk', 'oidc']);
    }
    const text = `${written()}${proxy.log()}`;
    const tokens = provider.seen.flatMap(({ body }) => [body.id_token, body.access_token, body.refresh_token]);
    assert.ok(tokens.length >= 6);
    for (const token of tokens) if (token !== undefined) assert.equal(text.includes(token), false, 'a token on a disk');
  });

  it('by a code typed elsewhere, where the editor runs on another machine', async () => {
    await open({ deviceFlow: true, tokenSeconds: 300 });
    const window = await signIn();
    await window.click('[type=submit]');
    await consent(window);
    await workbench.page.bringToFront();
    await waitForStatus('Intramural: ready');
    assert.deepEqual(grants(), ['urn:ietf:params:oauth:grant-type:device_code']);
    assert.equal(await suggestion(), 'add(amount);');
    await workbench.close();
  });
});
