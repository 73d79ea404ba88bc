import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Matcher } from '../../server/redaction/restore/matcher.ts';
import { formsOf, type PlantedFile, plantedWorkspace } from '../support/planted-workspace.ts';
import { until } from '../support/until.ts';
import { type Session, startSession } from '../support/vscode/session.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

/** The few secrets here go the whole way from a real VS Code; thousands do in test/integration/hostile-model.test.ts. */
const planted = 60;
/** Files in which somebody types. */
const typedIn = 4;

describe('a hostile model behind a real VS Code', function () {
  this.timeout(90_000);
  let session: Session;
  let workbench: Workbench;
  const files: PlantedFile[] = plantedWorkspace(planted, 11);

  before(async () => {
    session = await startSession({
      policy: { completion: { context_tokens: 1024 } },
      settings: { 'editor.quickSuggestions': { other: 'off' } },
      files: Object.fromEntries(files.map(({ path, text }) => [path, text])),
    });
    workbench = await openWorkbench(session.browser, session.vscode);
    await workbench.waitForStatusBar('Intramural');
    session.model.script({ pieces: [''] });
  });

  after(async () => {
    await workbench?.close();
    await session?.stop();
  });

  /** Secrets that stand in a text in any form. */
  function found(texts: readonly string[]): string[] {
    const forms = files.flatMap(({ secrets }) => secrets.flatMap(formsOf));
    const matcher = new Matcher(forms);
    const all = new Set<string>();
    for (const text of texts)
      matcher.visit(text, number => {
        all.add(forms[number]!);
        return false;
      });
    return [...all];
  }

  it('is asked in several files, and is shown no secret; nor is one written down', async () => {
    const { model, proxy } = session;
    const chosen = files.filter(({ path }) => /\.(java|py|ts)$/.test(path)).slice(0, typedIn);
    assert.ok(chosen.length >= 3, `${chosen.length} files to type in`);
    for (const [number, { path, text }] of chosen.entries()) {
      await workbench.openFile(basename(path));
      if (number === 0) await workbench.awaken();
      const before = model.requests.length;
      await until(async () => {
        await workbench.cursorAt(text.split('\n').length, 1);
        await workbench.press('End', 'Enter');
        await workbench.type('int total = ');
        await workbench.page.waitForTimeout(500);
        return model.requests.length > before;
      });
    }
    assert.ok(model.requests.length >= chosen.length, `${model.requests.length} prompts`);
    const prompts = model.requests.map(({ raw, body }) => `${raw}\n${body.prompt}`);
    assert.ok(
      prompts.some(prompt => /password/i.test(prompt)),
      'lines that held secrets',
    );
    assert.ok(found(files.map(({ text }) => text)).length >= planted, 'the search finds what was planted');
    assert.deepEqual(found(prompts), []);
    const written = readdirSync(proxy.home, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    assert.ok(written.length >= 3, `${written.length} files`);
    assert.deepEqual(found(written), []);
  });
});
