import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { readRepositories, type SourceFile } from '../../../test/support/corpora.ts';
import { plsqlStructure } from './structure.ts';

/** Units that a plain reading finds, against those of the scanner: the ruler shares nothing with it. */
describe('PL/SQL as others write it', function () {
  this.timeout(20_000);
  let sources: SourceFile[];

  before(function () {
    const files = readRepositories(path => /\.(?:pks|pkb|tps|tpb)$/i.test(path));
    // The sample repositories are not everywhere.
    if (!files) this.skip();
    sources = files;
  });

  const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|--.*/g, ' ');

  it('packages and types, specifications and bodies', () => {
    for (const { path, text } of sources) {
      const plain = [
        ...withoutComments(text).matchAll(
          /\bcreate\s+(?:or\s+replace\s+)?(?:(?:non)?editionable\s+)?(package|type)(\s+body)?\s+"?(?:\w+"?\.)?"?(\w+)/gi,
        ),
      ].map(([, kind, body, name]) => `${kind}${body ? ' body' : ''} ${name}`.toLowerCase());
      const found = plsqlStructure(text)
        .units.filter(({ kind }) => /^(?:package|type)/.test(kind))
        .map(({ kind, name }) => `${kind} ${name.slice(name.lastIndexOf('.') + 1)}`);
      assert.deepEqual(found, plain, path);
    }
  });
});
