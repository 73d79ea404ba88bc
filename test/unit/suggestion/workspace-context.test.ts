import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { windowAround, windowBudget } from '../../../extension/core/window.ts';
import { WorkspaceContext, type WorkspaceView } from '../../../extension/engine/workspace-context.ts';
import { indexOf } from '../context/workspace.ts';
import { situationAt } from '../core/notation.ts';

const files = {
  'bank/Ledger.java': 'public class Ledger {\n  public void bookTransfer(Money amount) {\n  }\n}\n',
  'db/t.sql': 'CREATE TABLE ledger_entry (entry_id INTEGER);\n',
};

/** A workspace that is as the test says. */
function viewOf(changes: Partial<WorkspaceView> = {}): WorkspaceView {
  const index = indexOf(files);
  return {
    index: () => index,
    isWhole: () => true,
    version: () => '1',
    isExcluded: () => false,
    recentEdits: () => [],
    diagnostics: () => [],
    knowledge: () => [],
    ...changes,
  };
}

async function pathsAt(view: WorkspaceView, characters: number): Promise<string[]> {
  const text = 'class Teller {\n  void pay(Ledger ledger, Money amount) {\n    ledger.█\n  }\n}\n';
  const situation = await situationAt('java', text, 'tree', 'bank/Teller.java');
  const window = windowAround(situation, windowBudget(1536));
  const items = await new WorkspaceContext(view).items(situation, window, characters, new AbortController().signal);
  assert.ok(items.every(({ reason }) => reason !== undefined));
  return items.map(({ path }) => path);
}

describe('context of a workspace', () => {
  it('fills the room that it is given, and none where there is none', async () => {
    assert.ok((await pathsAt(viewOf(), 2000)).includes('bank/Ledger.java'));
    assert.deepEqual(await pathsAt(viewOf(), 0), []);
    assert.deepEqual(await pathsAt(viewOf(), -1), []);
  });

  it('names what the cursor stands in where the window has cut it off, within the room', async () => {
    const filler = '    ledger.count();\n'.repeat(600);
    const text = `class Teller {\n  void pay(Ledger ledger, Money amount) {\n${filler}    ledger.█\n  }\n}\n`;
    const situation = await situationAt('java', text, 'tree', 'bank/Teller.java');
    const window = windowAround(situation, windowBudget(1536));
    const { items } = new WorkspaceContext(viewOf()).collect(situation, window, 2000);
    const { kind, path, start, end, text: signatures } = items[0]!;
    assert.deepEqual([kind, path, start, end], ['scope', 'bank/Teller.java', 1, 2]);
    assert.equal(signatures, 'class Teller\n  void pay(Ledger ledger, Money amount)');
    assert.ok(items.some(item => item.path === 'bank/Ledger.java'));
    const tight = new WorkspaceContext(viewOf()).collect(situation, window, 260);
    assert.ok(tight.items.every(item => item.kind !== 'scope'));
    const narrow = new WorkspaceContext(viewOf()).collect(situation, window, 900);
    assert.equal(narrow.items[0]?.text, 'void pay(Ledger ledger, Money amount)');
    const excluded = new WorkspaceContext(viewOf({ isExcluded: () => true })).collect(situation, window, 2000);
    assert.deepEqual(excluded.items, []);
  });

  it('has nothing of what is excluded, also where that changes while one types', async () => {
    let excluded = false;
    const view = viewOf({ isExcluded: () => excluded });
    assert.ok((await pathsAt(view, 2000)).length > 0);
    excluded = true;
    assert.deepEqual(await pathsAt(view, 2000), []);
  });

  it('knows the names of the workspace, once all of it has been read', () => {
    const whole = new WorkspaceContext(viewOf());
    assert.equal(whole.knows('bookTransfer'), true);
    assert.equal(whole.knows('ENTRY_ID'), true);
    assert.equal(whole.knows('secretPlan'), false);
    assert.equal(new WorkspaceContext(viewOf({ isWhole: () => false })).knows('secretPlan'), undefined);
    assert.equal(new WorkspaceContext(viewOf({ index: () => indexOf({}) })).knows('secretPlan'), undefined);
  });
});
