import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('inside the extension host', () => {
  it('sees the open folder', async () => {
    const files = await vscode.workspace.findFiles('*.java');
    assert.deepEqual(
      files.map(file => file.path.split('/').at(-1)),
      ['Account.java'],
    );
  });

  it('sees the extension under test', () => {
    assert.ok(vscode.extensions.getExtension('intramural.harness-fixture'));
  });

  it('has the environment of the run', () => {
    assert.equal(process.env.GREETING, 'hello');
  });
});
