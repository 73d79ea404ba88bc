import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { intramural } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const run = promisify(execFile);
const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');
const snippets = { transfer: { prefix: 'transfer', scope: 'java', body: 'pay(${1:from}, ${2:to})$0' } };

describe('beside snippets and git, in a real VS Code', function () {
  this.timeout(90_000);
  let session: Session;
  let workbench: Workbench;

  const git = (...parameters: string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...parameters], {
      cwd: session.vscode.workspace,
    });

  before(async () => {
    session = await startSession({
      files: {
        'Account.java': account,
        'Snippet.java': account,
        '.vscode/bank.code-snippets': JSON.stringify(snippets),
      },
    });
    await git('init', '--quiet', '--initial-branch', 'desk');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'as it was');
    workbench = await openWorkbench(session.browser, session.vscode);
    await workbench.waitForStatusBar('Intramural');
    session.model.script({ pieces: [''] });
    await workbench.openFile('Account.java');
    await workbench.awaken();
    await until(() => session.model.requests.length > 0);
  });

  after(async () => {
    await workbench?.close();
    await session?.stop();
  });

  it('a snippet that is being filled in: nothing is offered; afterwards it is', async () => {
    const { model } = session;
    await workbench.openFile('Snippet.java');
    await workbench.awaken();
    await workbench.cursorAt(3, 19);
    await workbench.press('Enter');
    model.script({ pieces: ['.add(amount);'] });
    await workbench.command('Snippets: Insert Snippet');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'transfer' }).first().waitFor();
    await workbench.type('transfer');
    await workbench.press('Enter');
    await workbench.page.locator('.view-line', { hasText: 'pay(from, to)' }).waitFor();
    await workbench.type('mine', { delay: 100 });
    await workbench.press('Tab');
    await workbench.type('yours', { delay: 100 });
    // Longer than the longest pause before a request.
    await workbench.page.waitForTimeout(1500);
    assert.equal(await workbench.ghostText(), '');

    await workbench.press('Tab');
    model.script({ pieces: ['add(amount);'] });
    await workbench.type('.');
    assert.equal(await workbench.waitForGhostText(), 'add(amount);');
    assert.ok((await workbench.save('Snippet.java')).includes('pay(mine, yours).'));
  });

  it('the first commit after an accept tells what of it was kept', async () => {
    const { model, proxy } = session;
    const branch = (name: string) => workbench.page.getByText(name, { exact: true }).first().waitFor();
    const accept = async (key: () => Promise<void>, text: string) => {
      model.script({ pieces: [text] });
      await key();
      assert.equal(await workbench.waitForGhostText(), text);
      await workbench.press('Tab');
      await workbench.waitForNoGhostText();
    };
    await workbench.openFile('Account.java');
    await workbench.awaken();
    await workbench.cursorAt(3, 19);
    await accept(() => workbench.type('.'), 'add(amount);');
    await workbench.save('Account.java');
    await branch('desk*');
    await git('commit', '--quiet', '--all', '--message', 'with what was suggested');
    await branch('desk');
    // What was observed waits up to a minute to be told, unless something is accepted.
    await accept(() => workbench.press('Enter'), 'close();');

    const log = join(proxy.home, 'audit', 'console');
    await until(async () => {
      const { stdout } = await intramural(['audit', 'tail', log, '--lines', '100', '--json']);
      return stdout
        .split('\n')
        .filter(line => line.includes('"inference.outcome"'))
        .map(line => JSON.parse(line) as { state: string; after_s?: number; characters?: number })
        .some(({ state, after_s, characters }) => state === 'retained' && after_s === 0 && characters === 12);
    });
  });
});
