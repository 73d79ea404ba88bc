import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { until } from '../support/until.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const ledger = ['public class Ledger {', '  public void bookTransfer(Money amount) {', '  }', '}', ''].join('\n');
const typed = ['class Teller {', '  void pay(Ledger ledger, Money amount) {', '    ledger', '  }', '}', ''].join('\n');

describe('context from the workspace, in a real VS Code', function () {
  this.timeout(90_000);
  let session: Session;
  let workbench: Workbench;

  before(async () => {
    session = await startSession({
      policy: { completion: { context_tokens: 512 } },
      settings: { 'editor.quickSuggestions': { other: 'off' }, 'files.exclude': { hidden: true } },
      files: {
        'one/bank/Ledger.java': ledger,
        'one/bank/Teller.java': typed,
        'one/bank/Again.java': typed.replace('Teller', 'Again'),
        'one/secret/.env.java': ledger.replace('bookTransfer', 'secretOfPolicy'),
        'one/hidden/Ledger.java': ledger.replace('bookTransfer', 'secretOfEditor'),
        'one/ignored/Ledger.java': ledger.replace('bookTransfer', 'secretOfIgnore'),
        'one/.intramuralignore': 'ignored/\n',
        // The same path again, in the workspace's other folder.
        'two/bank/Ledger.java': ledger.replace('bookTransfer', 'bookElsewhere'),
        'two/ignored/Ledger.java': ledger.replace('bookTransfer', 'secretOfOtherIgnore'),
        'two/.intramuralignore': '/ignored/\n',
        'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
        'one/.intramural/knowledge/house.md': '# Ledger\n\nA ledger books amounts in cents.\n',
      },
    });
    workbench = await openWorkbench(session.browser, session.vscode, { workspaceFile: 'both.code-workspace' });
    await workbench.waitForStatusBar('Intramural');
    session.model.script({ pieces: [''] });
    await workbench.openFile('Teller.java');
    await workbench.awaken();
    await until(() => session.model.requests.length > 0);
  });

  after(async () => {
    await workbench?.close();
    await session?.stop();
  });

  it('goes into the prompt: members of the receiver, house knowledge, and nothing that a rule keeps out', async () => {
    session.model.script({ pieces: ['bookTransfer(amount);'] });
    // The index is built beside the typing: the first keys may come before it.
    const prompts = (): string[] => session.model.requests.map(({ body }) => body.prompt);
    await until(async () => {
      await workbench.openFile('Teller.java');
      await workbench.cursorAt(3, 11);
      await workbench.type('.');
      await workbench.page.waitForTimeout(500);
      await workbench.press('Escape', 'Control+z');
      return prompts().some(prompt => prompt.includes('bookTransfer(Money amount)'));
    });
    const prompt = prompts().find(one => one.includes('bookTransfer(Money amount)'))!;
    assert.match(prompt, /books amounts in cents/);
    // The same path in the workspace's other folder is another file.
    assert.match(prompt, /<\|file_sep\|>bank\/Ledger\.java\n[^|]*bookTransfer/);
    assert.ok(prompts().some(one => /<\|file_sep\|>two\/bank\/Ledger\.java\n[^|]*bookElsewhere/.test(one)));
    assert.ok(prompts().every(one => !/secretOf/.test(one)));
  });

  it('is shown item by item with reasons', async () => {
    await workbench.openFile('Again.java');
    await workbench.cursorAt(3, 11);
    await workbench.command('Intramural: Show Context');
    await workbench.page.locator('.tab', { hasText: 'Context' }).first().waitFor();
    await workbench.page.locator('.view-line', { hasText: 'bank/Ledger.java' }).first().waitFor();
    await workbench.page.locator('.view-line', { hasText: 'Context for' }).first().waitFor();
    const lines = await workbench.page.locator('.editor-instance .monaco-editor.focused .view-line').allTextContents();
    const page = lines.join(' ').replace(/\s+/g, ' ');
    assert.match(page, /goes on from lines like those|members of what stands before the dot/);
    assert.doesNotMatch(page, /secretOf/);
  });
});
