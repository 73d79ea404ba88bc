import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('a failing test', () => {
  it('fails', () => {
    assert.equal('ledger', 'lodger');
  });

  it('in the copy that is not strict, proposed API is granted', async () => {
    const fixture = await vscode.extensions.getExtension('intramural.harness-fixture')?.activate();
    fixture.registerProposed();
  });
});
