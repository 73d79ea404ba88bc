import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';

const root = join(import.meta.dirname, '..', '..', '..');
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>;

/** Every sentence that the code hands to the translator. */
function sentences(): string[] {
  const editor = join(root, 'extension', 'editor');
  const files = [
    ...readdirSync(editor).map(name => join(editor, name)),
    ...['explain.ts', 'proxy-transport.ts'].map(name => join(root, 'extension', 'engine', name)),
  ];
  const calls = files.flatMap(file => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)]);
  return [...new Set(calls.map(call => call[1]!.replaceAll("\\'", "'")))].sort();
}

const values = (sentence: string): string[] => (sentence.match(/\{\d\}/g) ?? []).sort();

describe('Chinese', () => {
  const bundle = json('l10n/bundle.l10n.zh-cn.json');

  it('has every sentence of the code, and no other', () => assert.deepEqual(Object.keys(bundle).sort(), sentences()));

  it('keeps the values and icons of each sentence', () => {
    for (const [english, chinese] of Object.entries(bundle)) {
      assert.deepEqual(values(chinese), values(english), english);
      assert.equal(chinese.match(/^\$\([\w-]+\)/)?.[0], english.match(/^\$\([\w-]+\)/)?.[0], english);
    }
  });

  it('has every text of the manifest', () => {
    const english = json('package.nls.json');
    assert.deepEqual(Object.keys(json('package.nls.zh-cn.json')).sort(), Object.keys(english).sort());
  });
});

describe('the manifest', () => {
  it('names only texts that there are', () => {
    const named = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(
      match => match[1]!,
    );
    assert.deepEqual([...new Set(named)].sort(), Object.keys(json('package.nls.json')).sort());
  });

  it('lets only the machine say where code goes', () => {
    const { contributes } = json('package.json') as unknown as {
      contributes: { configuration: { properties: Record<string, { scope: string }> } };
    };
    const { properties } = contributes.configuration;
    for (const name of ['proxyUrl', 'caFile', 'model'])
      assert.equal(properties[`intramural.${name}`]?.scope, 'machine', name);
  });
});
