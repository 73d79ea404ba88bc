import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');
const open = { path: 'Account.java', line: 3, column: 19 };

async function waitForStatus(workbench: Workbench, words: string, timeout = 20_000): Promise<void> {
  await workbench.page.locator(`.statusbar-item[aria-label*="${words}"]`).first().waitFor({ timeout });
}

describe('what the status bar says', function () {
  this.timeout(90_000);
  let session: Session | undefined;
  let returned: TestProxy | undefined;

  afterEach(async () => {
    await returned?.stop();
    await session?.stop();
    returned = undefined;
    session = undefined;
  });

  it('switched off; away with the next try; back by itself within seconds', async () => {
    session = await startSession({ files: { 'Account.java': account } });
    const { browser, vscode, proxy, model, config } = session;
    model.script({ pieces: ['add(amount);'] });
    const workbench = await openWorkbench(browser, vscode, { open });
    await workbench.waitForStatusBar('Intramural');

    await workbench.command('Intramural: Disable');
    await waitForStatus(workbench, 'switched off');
    await workbench.type('.');
    await workbench.command('Intramural: Enable');
    await waitForStatus(workbench, 'Intramural: ready');
    assert.equal(model.requests.length, 0);

    await workbench.awaken();
    assert.equal(await workbench.waitForGhostText(), 'add(amount);');
    await proxy.kill();
    // Nothing that goes on with what is at hand: it must be asked for.
    await workbench.type('x');
    await waitForStatus(workbench, 'Next try at');

    const port = new URL(proxy.origin).port;
    returned = await startProxy({ config, home: proxy.home, env: { INTRAMURAL_PORT: port } });
    await waitForStatus(workbench, 'Intramural: ready', 12_000);
    model.script({ pieces: ['dd(amount);'] });
    await workbench.press('Backspace');
    await workbench.type('a');
    assert.equal(await workbench.waitForGhostText(), 'dd(amount);');
    await workbench.close();
  });

  it('with a token that the proxy does not know: that, and not that nothing answers', async () => {
    session = await startSession({ files: { 'Account.java': account } });
    const { browser, vscode, proxy } = session;
    writeFileSync(join(proxy.home, 'local-token'), `imt_${'x'.repeat(32)}\n`);
    const workbench = await openWorkbench(browser, vscode, { open });
    await workbench.waitForStatusBar('Intramural');
    // Before the first key.
    await waitForStatus(workbench, 'token is not known');
    await workbench.close();
  });

  it('in an untrusted workspace nothing is sent, not even by hand', async () => {
    session = await startSession({ files: { 'Account.java': account }, untrusted: true });
    const { browser, vscode, model } = session;
    const workbench = await openWorkbench(browser, vscode, { open });
    await workbench.waitForStatusBar('Intramural');
    await workbench.awaken();
    await workbench.type('.');
    await waitForStatus(workbench, 'not trusted');
    await workbench.command('Intramural: Trigger Suggestion');
    await waitForStatus(workbench, 'not trusted');
    assert.equal(model.requests.length, 0);
    await workbench.close();
  });
});
