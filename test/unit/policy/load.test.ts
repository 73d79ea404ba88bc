import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { loadPolicy, policyVersion } from '../../../server/policy/load.ts';
import { policySchema, published } from '../../../server/policy/schema.ts';

describe('policy', () => {
  it('has a default that excludes key files', () => {
    const { policy } = loadPolicy(undefined);
    assert.ok(policy.exclude.paths.includes('**/*.pem'));
    assert.equal(policy.languages, null);
  });

  it('tells no context for an embedded model that it does not name', () => {
    const document = loadPolicy(undefined);
    assert.equal(document.policy.completion.context_tokens, 1024);
    assert.deepEqual(published(document, ['small']).policy.completion.context_tokens_of, { small: 0 });
    const named = policySchema.parse({ completion: { context_tokens_of: { small: 96 } } });
    const told = published({ ...document, policy: named }, ['small', 'other']);
    assert.deepEqual(told.policy.completion.context_tokens_of, { small: 96, other: 0 });
  });

  it('is named by its content, whatever the order and the comments of the file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'intramural-'));
    const versions = [
      'languages: [java]\ntelemetry: {enabled: false}\n',
      '# strict\ntelemetry: {enabled: false}\nlanguages: ["java"]\n',
    ].map((text, at) => {
      const file = join(directory, `${at}.yaml`);
      writeFileSync(file, text);
      return loadPolicy(file).policy_version;
    });
    assert.equal(versions[0], versions[1]);
    assert.notEqual(versions[0], policyVersion(policySchema.parse({})));
    assert.match(versions[0] ?? '', /^[0-9a-f]{16}$/);
  });
});
