import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { grammarFor, packFor } from '../../../extension/languages/index.ts';
import { packs } from '../../../extension/languages/registry.ts';
import { registryText } from '../../../extension/write-registry.mjs';
import { grammars } from '../../../grammars/manifest.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { WebGrammars } from '../../../grammars/web.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('language packs', () => {
  it('are all in the registry (npm run build writes it)', () => {
    assert.equal(readFileSync(join(root, 'extension', 'languages', 'registry.ts'), 'utf8'), registryText());
  });

  it('serve no language twice', () => {
    const ids = packs.flatMap(pack => pack.languageIds);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('stand aside for languages that have none', () => assert.equal(packFor('brainfuck').name, 'plain text'));

  it('name only grammars that there are', () => {
    for (const { syntax } of packs) {
      for (const id of syntax ? [syntax.grammar, ...Object.values(syntax.grammarFor ?? {})] : [])
        assert.ok(id === null || grammars[id], String(id));
    }
  });

  it('name only nodes that their grammars have', async () => {
    const web = new WebGrammars(readFromPackages);
    for (const { name, languageIds, syntax } of packs) {
      const known = new Set<string | null>();
      for (const id of new Set(syntax ? languageIds.flatMap(one => grammarFor(one) ?? []) : [])) {
        const { language } = await web.parser(id);
        for (const one of [...language!.types, ...language!.fields]) known.add(one);
      }
      const scopes = Object.entries(syntax?.scopes ?? {}).flat();
      const named = syntax ? [...syntax.blocks, ...syntax.comments, ...syntax.strings, ...scopes] : [];
      assert.deepEqual(
        named.filter(node => !known.has(node)),
        [],
        name,
      );
    }
  });
});

describe('grammars', () => {
  for (const [id, grammar] of Object.entries(grammars)) {
    it(`${id} is the one that was pinned`, async () => {
      const digest = createHash('sha256')
        .update(await readFromPackages(grammar.wasm))
        .digest('hex');
      assert.equal(digest, grammar.sha256);
      if (grammar.kept) {
        assert.match(readFileSync(join(root, 'grammars', 'licences', `${id}.txt`), 'utf8'), /MIT/);
        assert.match(grammar.kept.packageSha512, /^[A-Za-z0-9+/]{86}==$/);
        return;
      }
      const { version, license } = JSON.parse(
        readFileSync(join(root, 'node_modules', grammar.package, 'package.json'), 'utf8'),
      );
      assert.deepEqual([version, license], [grammar.version, grammar.licence]);
    });
  }
});
