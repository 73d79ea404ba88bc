import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { installEditor } from '../../server/playground/install.ts';
import { launchBrowser } from '../support/browser.ts';
import { runInExtensionHost } from '../support/vscode/extension-host.ts';
import { startVsCode, type VsCode } from '../support/vscode/start.ts';
import { openWorkbench } from '../support/vscode/workbench.ts';

const extension = { folder: fileURLToPath(new URL('../support/vscode/fixture', import.meta.url)) };
const inner = (name: string) => fileURLToPath(new URL(`../support/vscode/fixture-tests/${name}.ts`, import.meta.url));
const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');

describe('the test harness, in a real VS Code', function () {
  this.timeout(60_000);

  before('installs VS Code where it is missing', async function () {
    this.timeout(600_000);
    await installEditor();
  });

  describe('real keys', () => {
    let vscode: VsCode;
    let browser: Browser;

    before(async () => {
      vscode = await startVsCode({
        extension,
        workspace: { 'Account.java': account, 'ledger/Notes.txt': 'empty\n' },
        machineSettings: { 'harnessFixture.machineValue': 'from the machine' },
      });
      browser = await launchBrowser();
    });

    after(async () => {
      await browser?.close();
      await vscode?.stop();
    });

    it('ghost text appears, Tab takes it, the file holds it; nothing outside is asked for', async () => {
      const workbench = await openWorkbench(browser, vscode, { open: { path: 'Account.java', line: 3, column: 19 } });
      assert.equal(await workbench.waitForStatusBar('fixture:'), 'fixture: from the machine');

      await workbench.awaken();
      await workbench.type('.');
      assert.equal(await workbench.waitForGhostText(), 'add(amount);');
      await workbench.press('Tab');
      await workbench.waitForNoGhostText();
      const afterFirst = account.replace('return balance', 'return balance.add(amount);');
      assert.equal(await workbench.save('Account.java'), afterFirst);

      await workbench.cursorAt(4, 4);
      await workbench.press('Enter');
      await workbench.type('void close() {');
      const block = '\n  ledger.freeze(this);\n  state = State.CLOSED;\n}';
      assert.equal(await workbench.waitForGhostText(), block);
      await workbench.press('Escape');
      await workbench.waitForNoGhostText();

      await workbench.openFile('ledger/Notes.txt');
      await workbench.cursorAt(1, 6);
      await workbench.type(' no more');
      assert.equal(await workbench.save('ledger/Notes.txt'), 'empty no more\n');
      assert.deepEqual(workbench.outside, []);
      await workbench.close();
    });
  });

  describe('mocha in the extension host', () => {
    const workspace = { 'Account.java': account };

    it('passes, hands the environment over, and refuses proposed API in the strict copy', async () => {
      const tests = [inner('passing'), inner('proposed-refused')];
      const { passes, failures } = await runInExtensionHost({
        extension,
        workspace,
        tests,
        env: { GREETING: 'hello' },
      });
      assert.equal(passes.length, 4);
      assert.deepEqual(failures, []);
    });

    it('fails where an inner test fails, and says which and why', async () => {
      const run = runInExtensionHost({ extension, workspace, tests: [inner('failing')], strict: false });
      await assert.rejects(run, (error: Error) => {
        assert.match(error.message, /✗ a failing test fails/);
        assert.match(error.message, /'ledger' !== 'lodger'/);
        assert.match(error.message, /1 passed/);
        assert.doesNotMatch(error.message, /proposed/);
        return true;
      });
    });

    it('fails where no test runs', () => {
      const runner = new URL('../support/vscode/inner/run.ts', import.meta.url).href;
      const script = `import('${runner}').then(run => run.runTests([])).catch(error => process.stdout.write(error.message))`;
      const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], {
        encoding: 'utf8',
        env: { ...process.env, INTRAMURAL_INNER_RESULT: '/dev/null', INTRAMURAL_INNER_TIMEOUT: '1000' },
      });
      assert.equal(stdout, 'no test ran');
    });
  });

  it('leaves nothing behind: no process, no folder', async () => {
    const vscode = await startVsCode({ workspace: { 'a.txt': '' } });
    const scratch = dirname(vscode.workspace);
    await assert.doesNotReject(fetch(`${vscode.origin}/version`));
    await vscode.stop();
    await assert.rejects(fetch(`${vscode.origin}/version`));
    assert.equal(existsSync(scratch), false);
  });
});
