import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { until } from '../support/until.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');
const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['total = '] };
const notebook = {
  cells: [cell],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** Text of the active editor as it is drawn, line by line. */
async function drawnLines(workbench: Workbench): Promise<string[]> {
  const lines = workbench.page.locator('.editor-instance .monaco-editor.focused .view-line');
  return (await lines.allTextContents()).map(line => line.replaceAll('\u00a0', ' '));
}

describe('the extension, in a real VS Code', function () {
  this.timeout(60_000);
  let session: Session;
  let workbench: Workbench;

  before(async () => {
    const files = ['First', 'Account', 'Typed', 'Words', 'Block', 'Closers', 'Cursors', 'Why'];
    session = await startSession({
      settings: { 'editor.wordBasedSuggestions': 'currentDocument', 'editor.quickSuggestions': { other: 'off' } },
      files: {
        ...Object.fromEntries(files.map(name => [`${name}.java`, account])),
        'List.java': `${account}// balanceOfAccount\n`,
        '.env.java': account,
        'notes.ipynb': JSON.stringify(notebook),
      },
    });
    workbench = await openWorkbench(session.browser, session.vscode);
    await workbench.waitForStatusBar('Intramural');
    session.model.script({ pieces: [''] });
    await workbench.openFile('First.java');
    await workbench.awaken();
    await until(() => session.model.requests.length > 0);
  });

  after(async () => {
    await workbench?.close();
    await session?.stop();
  });

  /** Opens a file with the cursor behind `balance`, and types a dot there. */
  async function askIn(path: string, pieces: string[]): Promise<number> {
    session.model.script({ pieces });
    await workbench.openFile(path);
    await workbench.cursorAt(3, 19);
    const asked = session.model.requests.length;
    await workbench.type('.');
    return asked;
  }

  /** The ghost text; where none comes, the failure tells what the status bar says. */
  async function ghost(): Promise<string> {
    try {
      return await workbench.waitForGhostText({ timeout: 15_000 });
    } catch (error) {
      const item = workbench.page.locator('.statusbar-item[id*="intramural.status"]').first();
      throw new Error(`no ghost text; the status bar says: ${await item.getAttribute('aria-label')}`, { cause: error });
    }
  }

  /** Requests since `asked` that were not made ahead of an accept. */
  function live(asked: number): number {
    return session.model.requests.slice(asked).filter(({ body }) => /balance\.<\|fim_suffix\|>/.test(body.prompt))
      .length;
  }

  it('ghost text, Tab, the file holds it; the model was asked once for it; undo is one step', async () => {
    const asked = await askIn('Account.java', ['add', '(amount);', '\n  }\n']);
    assert.equal(await ghost(), 'add(amount);');
    assert.equal(session.model.requests.length, asked + 1);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.equal(
      await workbench.save('Account.java'),
      account.replace('return balance', 'return balance.add(amount);'),
    );
    await workbench.press('Control+z');
    assert.equal(await workbench.save('Account.java'), account.replace('return balance', 'return balance.'));
    assert.deepEqual(workbench.outside, []);
  });

  it('typing through a suggestion asks for nothing more, and not one frame is without it', async () => {
    const asked = await askIn('Typed.java', ['subtract(amount);']);
    assert.equal(await ghost(), 'subtract(amount);');
    // Each frame that the browser draws, from here on: was there ghost text?
    await workbench.page.evaluate(`(() => {
      window.framesWithout = 0;
      const look = () => {
        if (window.stopLooking) return;
        if (!document.querySelector('.view-line [class*=ghost-text-decoration]')) window.framesWithout++;
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    })()`);
    await workbench.type('subtract(am', { delay: 60 });
    await workbench.page.waitForFunction(
      `[...document.querySelectorAll('.view-line [class*=ghost-text-decoration]')].map(one => one.textContent).join('') === 'ount);'`,
    );
    assert.equal(await workbench.page.evaluate('window.stopLooking = true, window.framesWithout'), 0);
    // Beside it at most one, asked ahead of the accept.
    assert.equal(live(asked), 1);
    assert.ok(session.model.requests.length <= asked + 2);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.match(await workbench.save('Typed.java'), /return balance\.subtract\(amount\);\n/);
  });

  it('a word, then the rest', async () => {
    await askIn('Words.java', ['add(amount, rate);']);
    assert.equal(await ghost(), 'add(amount, rate);');
    await workbench.press('Control+ArrowRight');
    await workbench.page.waitForFunction(
      `!document.querySelector('.view-line [class*=ghost-text-decoration]')?.textContent.startsWith('add')`,
    );
    const rest = await ghost();
    assert.ok('add(amount, rate);'.endsWith(rest) && rest.length < 'add(amount, rate);'.length, rest);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.match(await workbench.save('Words.java'), /return balance\.add\(amount, rate\);\n/);
  });

  it('a block of several lines, with the document’s own closer', async () => {
    session.model.script({ pieces: ['\n    if (open) {', '\n      freeze();', '\n    }', '\n  }', '\n}\n'] });
    await workbench.openFile('Block.java');
    await workbench.cursorAt(4, 4);
    await workbench.press('Enter');
    await workbench.type('void close() {');
    assert.equal(await ghost(), '\n    if (open) {\n      freeze();\n    }\n  }');
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    const text = await workbench.save('Block.java');
    assert.match(text, /void close\(\) \{\n {4}if \(open\) \{\n {6}freeze\(\);\n {4}\}\n {2}\}\n\}\n$/);
  });

  it('a bracket behind the cursor is neither doubled nor lost', async () => {
    session.model.script({ pieces: ['amount);'] });
    await workbench.openFile('Closers.java');
    await workbench.cursorAt(3, 19);
    await workbench.type('.add()');
    await workbench.press('Escape', 'ArrowLeft');
    await workbench.command('Intramural: Trigger Suggestion');
    assert.match(await ghost(), /^amount/);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.match(await workbench.save('Closers.java'), /return balance\.add\(amount\);?\n/);
  });

  it('several cursors: quiet', async () => {
    session.model.script({ pieces: ['add(amount);'] });
    await workbench.openFile('Cursors.java');
    await workbench.cursorAt(3, 19);
    await workbench.press('Control+Shift+ArrowDown');
    const asked = session.model.requests.length;
    await workbench.type('.x');
    await workbench.page.locator('.statusbar-item[aria-label*="several cursors"]').waitFor();
    assert.equal(session.model.requests.length, asked);
    await workbench.press('Escape');
  });

  it('a file that the policy excludes: nothing is sent, and the status bar says so', async () => {
    const asked = await askIn('.env.java', ['add(amount);']);
    await workbench.page.locator('.statusbar-item[aria-label*="policy excludes"]').waitFor();
    assert.equal(session.model.requests.length, asked);
  });

  it('why this? and why nothing?', async () => {
    await askIn('Why.java', ['add(amount);']);
    await ghost();
    await workbench.command('Intramural: Why This? Why Nothing?');
    await workbench.page.locator('.tab', { hasText: 'Why' }).first().waitFor();
    await workbench.page.locator('.view-line', { hasText: 'Audit record' }).waitFor();
    const page = (await drawnLines(workbench)).join('\n');
    assert.match(page, /Why this\?/);
    assert.match(page, /add\(amount\);/);
    assert.match(page, /Model: scripted/);
    assert.match(page, /characters before the cursor/);
    await workbench.press('Control+w');

    await workbench.openFile('.env.java');
    await workbench.cursorAt(3, 5);
    await workbench.type('x');
    await workbench.page.locator('.statusbar-item[aria-label*="policy excludes"]').waitFor();
    await workbench.command('Intramural: Why This? Why Nothing?');
    await workbench.page.locator('.view-line', { hasText: 'There was no suggestion' }).waitFor();
    assert.match((await drawnLines(workbench)).join(' ').replace(/\s+/g, ' '), /the policy/);
    await workbench.press('Control+w');
  });

  it('a cell of a notebook', async () => {
    session.model.script({ pieces: ['um(rates)'] });
    await workbench.press('Control+p');
    await workbench.page.waitForSelector('.quick-input-widget:visible input');
    await workbench.type('notes.ipynb');
    await workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'notes.ipynb' }).waitFor();
    await workbench.press('Enter');
    await workbench.page.locator('.notebook-editor .cell .view-line').first().click();
    await workbench.press('End');
    await workbench.type('s');
    assert.notEqual(await ghost(), '');
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
  });

  it('with the completion list open: what goes on from its selected item', async () => {
    session.model.script({ pieces: ['.add(amount);'] });
    await workbench.openFile('List.java');
    await workbench.cursorAt(3, 12);
    await workbench.press('Shift+End', 'Delete');
    await workbench.type('bal');
    await workbench.press('Escape', 'Control+Space');
    await workbench.page
      .locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'balanceOfAccount' })
      .waitFor();
    assert.equal(await ghost(), 'anceOfAccount.add(amount);');
    const prompts = session.model.requests.map(({ body }) => body.prompt);
    assert.ok(prompts.some(prompt => /return balanceOfAccount<\|fim_suffix\|>/.test(prompt)));
    await workbench.press('Escape');
  });
});
