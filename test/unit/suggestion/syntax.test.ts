import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { countErrors, type SyntaxNode } from '../../../extension/core/syntax.ts';
import { SyntaxTrees } from '../../../extension/engine/syntax.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { WebGrammars } from '../../../grammars/web.ts';
import { program } from '../../property/core/programs.ts';

const load = async () => {
  const trees = new SyntaxTrees(new WebGrammars(readFromPackages), () => assert.fail());
  await trees.load('java');
  return trees.for('java');
};

const outline = (node: SyntaxNode): string =>
  `${node.type}${node.startIndex}-${node.endIndex}(${Array.from({ length: node.childCount }, (_, index) => outline(node.child(index)!)).join(' ')})`;

describe('syntax trees', () => {
  it('are the same whether parsed from the last tree or from nothing', async () => {
    const parse = await load();
    const texts = fc
      .tuple(program, fc.nat(), fc.constantFrom('x', '}', '\n', '😀', 'if (a) {'))
      .map(([{ text }, where, piece]) => {
        const at = where % (text.length + 1);
        return [text, text.slice(0, at) + piece + text.slice(at)] as const;
      });
    await fc.assert(
      fc.asyncProperty(texts, async ([before, after]) => {
        parse(before)?.delete();
        const reused = parse(after)!;
        const fresh = (await load())(after)!;
        assert.equal(outline(reused.rootNode), outline(fresh.rootNode));
        assert.equal(countErrors(reused.rootNode), countErrors(fresh.rootNode));
        reused.delete();
        fresh.delete();
      }),
      { numRuns: 30 },
    );
  });

  it('are not made of a text that would keep the hands waiting', async () => {
    assert.equal((await load())(' '.repeat(200_000)), null);
  });
});
