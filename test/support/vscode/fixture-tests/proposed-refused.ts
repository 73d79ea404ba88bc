import assert from 'node:assert/strict';
import { it } from 'mocha';
import * as vscode from 'vscode';

it('refuses proposed API', async () => {
  const fixture = await vscode.extensions.getExtension('intramural.harness-fixture')?.activate();
  assert.throws(() => fixture.registerProposed(), /CANNOT use API proposal: inlineCompletionsAdditions/);
});
