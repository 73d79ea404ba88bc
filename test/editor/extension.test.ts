import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench } from '../support/vscode/workbench.ts';

const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');

describe('the extension, in a real VS Code', function () {
  this.timeout(60_000);
  let session: Session;

  before(async () => {
    session = await startSession({
      files: { 'Account.java': account, 'Typed.java': account },
    });
  });

  after(() => session?.stop());

  it('ghost text, Tab, the file holds it; the model was asked once for it', async () => {
    const { browser, vscode, model } = session;
    model.script({ pieces: ['add', '(amount);', '\n  }\n'] });
    const workbench = await openWorkbench(browser, vscode, { open: { path: 'Account.java', line: 3, column: 19 } });
    await workbench.waitForStatusBar('Intramural');
    const asked = model.requests.length;
    await workbench.type('.');
    assert.equal(await workbench.waitForGhostText(), 'add(amount);');
    assert.equal(model.requests.length, asked + 1);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.equal(
      await workbench.save('Account.java'),
      account.replace('return balance', 'return balance.add(amount);'),
    );
    assert.deepEqual(workbench.outside, []);
    await workbench.close();
  });

  it('typing through a suggestion asks for nothing more and never hides it', async () => {
    const { browser, vscode, model } = session;
    model.script({ pieces: ['subtract(amount);'] });
    const workbench = await openWorkbench(browser, vscode, { open: { path: 'Typed.java', line: 3, column: 19 } });
    await workbench.waitForStatusBar('Intramural');
    const asked = model.requests.length;
    await workbench.type('.');
    assert.equal(await workbench.waitForGhostText(), 'subtract(amount);');
    for (const [index, character] of [...'subtract(am'].entries()) {
      await workbench.type(character);
      const rest = 'subtract(amount);'.slice(index + 1);
      await workbench.page.waitForFunction(
        wanted =>
          [...document.querySelectorAll('.view-line [class*=ghost-text-decoration]')]
            .map(one => one.textContent)
            .join('') === wanted,
        rest,
      );
    }
    assert.equal(model.requests.length, asked + 1);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.match(await workbench.save('Typed.java'), /return balance\.subtract\(amount\);\n/);
    await workbench.close();
  });
});
