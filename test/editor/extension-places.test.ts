import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { until } from '../support/until.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const run = promisify(execFile);
const launcher = join(import.meta.dirname, '..', '..', 'server', 'intramural.mjs');
const account = ['class Account {', '  Money after(Money amount) {', '    return balance', '  }', '}', ''].join('\n');
const passphrase = 'four words nobody guesses';
/** Above what the extension reads of a document at once. */
const largeFile = `class Rates {\n${'  int rate() { return 1; }\n'.repeat(40_000)}  Money after() {\n    return balance\n  }\n}\n`;
const largeLine = 40_003;

describe('the extension in many places, in a real VS Code', function () {
  this.timeout(60_000);
  let session: Session;
  let workbench: Workbench;

  before(async () => {
    session = await startSession({
      // The command palette takes the focus; the suggestion that it acts on must stay.
      settings: { 'editor.inlineSuggest.keepOnBlur': true },
      policy: { recording: { content: true } },
      files: {
        'Lines.java': account,
        'Recorded.java': account,
        'Large.java': largeFile,
        'one/Account.java': account,
        'two/Other.java': account,
        'bank.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
      },
    });
    workbench = await openWorkbench(session.browser, session.vscode);
    await workbench.waitForStatusBar('Intramural');
    session.model.script({ pieces: [''] });
    await workbench.openFile('Lines.java');
    await workbench.awaken();
    await until(() => session.model.requests.length > 0);
  });

  after(async () => {
    await workbench?.close();
    await session?.stop();
  });

  it('line by line', async () => {
    session.model.script({ pieces: ['\n    if (open) {', '\n      freeze();', '\n    }', '\n  }', '\n}\n'] });
    await workbench.cursorAt(4, 4);
    await workbench.press('Enter');
    await workbench.type('void close() {');
    assert.equal(await workbench.waitForGhostText(), '\n    if (open) {\n      freeze();\n    }\n  }');
    session.model.script({ pieces: [''] });
    // A line goes with its end, the first is nothing but that.
    for (const place of ['Ln 6, Col 1', 'Ln 7, Col 1', 'Ln 8, Col 1', 'Ln 9, Col 1', 'Ln 9, Col 4']) {
      await workbench.waitForGhostText();
      await workbench.command('Accept Next Line Of Inline Suggestion');
      await workbench.page.locator('.statusbar', { hasText: place }).waitFor();
    }
    await workbench.waitForNoGhostText();
    const text = await workbench.save('Lines.java');
    assert.match(text, /void close\(\) \{\n {4}if \(open\) \{\n {6}freeze\(\);\n {4}\}\n {2}\}\n\}\n$/);
  });

  it('a file far larger than what is read of it at once', async () => {
    session.model.script({ pieces: ['add(amount);'] });
    await workbench.openFile('Large.java');
    await workbench.cursorAt(largeLine, 19);
    await workbench.type('.');
    assert.equal(await workbench.waitForGhostText(), 'add(amount);');
    assert.ok(session.model.requests.at(-1)!.body.prompt.length < 10_000);
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    assert.ok((await workbench.save('Large.java')).includes('    return balance.add(amount);\n  }\n}\n'));
  });

  it('a recording with content is sealed, and plays back as it was', async () => {
    session.model.script({ pieces: ['subtract(amount);'] });
    await workbench.openFile('Recorded.java');
    await workbench.cursorAt(3, 19);
    await workbench.command('Intramural: Start or Stop Recording');
    const { page } = workbench;
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'With content' }).click();
    await page.waitForSelector('.quick-input-widget:visible input[type=password]');
    await workbench.type(passphrase);
    await workbench.press('Enter');
    await page.locator('.quick-input-widget:visible', { hasText: 'Record the session into' }).waitFor();
    const file = join(session.vscode.workspace, 'session.imrec');
    await page.locator('.quick-input-widget:visible input').first().fill(file);
    await workbench.press('Enter');
    await until(() =>
      readFile(file, 'utf8').then(
        text => text.includes('intramural-recording'),
        () => false,
      ),
    );
    await page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    await workbench.command('Focus Active Editor Group');
    await workbench.type('.');
    assert.equal(await workbench.waitForGhostText(), 'subtract(amount);');
    await workbench.command('Intramural: Start or Stop Recording');
    const recorded = await readFile(file, 'utf8');
    assert.doesNotMatch(recorded, /subtract|Account/);

    const played = await run(process.execPath, [launcher, 'replay', '--session', file], {
      env: { ...process.env, INTRAMURAL_RECORDING_PASSPHRASE: passphrase },
    });
    const results = played.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { shown: string; same: boolean });
    assert.ok(results.some(({ shown }) => shown === 'subtract(amount);'));
    assert.ok(results.every(({ same }) => same));
  });

  it('a document that has no file yet', async () => {
    session.model.script({ pieces: ['we thank you for your trust.'] });
    await workbench.command('New Untitled Text File');
    await workbench.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await workbench.awaken();
    await workbench.type('Dear customer,\n');
    assert.equal(await workbench.waitForGhostText(), 'we thank you for your trust.');
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    await workbench.page.locator('.view-line', { hasText: 'for\u00a0your\u00a0trust' }).first().waitFor();
  });

  it('each folder of a workspace, by its own paths', async () => {
    const second = await openWorkbench(session.browser, session.vscode, {
      workspaceFile: 'bank.code-workspace',
      open: { path: 'two/Other.java', line: 3, column: 19 },
    });
    try {
      await second.waitForStatusBar('Intramural');
      await second.awaken();
      session.model.script({ pieces: ['add(amount);'] });
      await second.type('.');
      assert.equal(await second.waitForGhostText(), 'add(amount);');
      await second.command('Intramural: Why This? Why Nothing?');
      // Behind its folder's name, as soon as VS Code counts the file that it was opened with to a folder.
      await second.page
        .locator('.view-line', { hasText: /File:.(?:two\/)?Other\.java.\(java\)/ })
        .first()
        .waitFor();
    } finally {
      await second.close();
    }
  });
});
