import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { Parser } from 'web-tree-sitter';
import { ContextLanguages } from '../../extension/context/languages.ts';
import { WorkspaceIndex } from '../../extension/context/workspace-index.ts';
import { enclosingScopes } from '../../extension/core/scope.ts';
import { situate } from '../../extension/core/situation.ts';
import { countErrors, type SyntaxNode } from '../../extension/core/syntax.ts';
import { grammarFor, packFor } from '../../extension/languages/index.ts';
import { packs } from '../../extension/languages/registry.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { type RealSource, realSource } from './real-source.ts';

const grammars = new WebGrammars(readFromPackages);
const languages = new ContextLanguages(packs);

/** What a pack promises of source that others wrote. Shares are of all there is in the files, 0 to 1. */
export interface RealSourceCase {
  languageId: string;
  files: RegExp;
  /** Files that the grammar reads without an error. */
  clean: number;
  /** Declared names of the tree, by its nodes of these types, that our rules find too. */
  declares: RegExp;
  declared: number;
  /** Names of the tree (leaves of these types) that our scanner reads on the same line. */
  names?: RegExp;
  read?: number;
  /** Declarations of these types around their own bodies; none where the pack has no scopes. */
  encloses?: RegExp;
}

const mostFiles = 25;
/** Of the bodies in files that are read in part only. */
const leastEnclosed = 0.97;

/** The pack's scanner, its rules and its queries against its grammar, on real source. */
export function describeRealSource(name: string, expected: RealSourceCase): void {
  describe(`${name} as others write it`, function () {
    this.timeout(20_000);
    let files: RealSource[];
    let parser: Parser;

    before(async function () {
      files = realSource(expected.files, mostFiles);
      // The corpora are not everywhere; what npm installs is, but not of every language.
      if (files.length < 3) this.skip();
      parser = await grammars.parser(grammarFor(expected.languageId)!);
    });

    function eachTree(visit: (root: SyntaxNode, file: RealSource) => void): void {
      for (const file of files) {
        const tree = parser.parse(file.text)!;
        visit(tree.rootNode, file);
        tree.delete();
      }
    }

    it(`the grammar reads it without an error: ${expected.clean * 100} % of the files`, () => {
      const broken: string[] = [];
      eachTree((root, { path }) => {
        if (countErrors(root) > 0) broken.push(path);
      });
      assert.ok(1 - broken.length / files.length >= expected.clean, broken.join(' '));
    });

    it(`the rules find what is declared: ${expected.declared * 100} % of the tree's names`, () => {
      const found = new Share();
      eachTree((root, { path, text }) => {
        const index = new WorkspaceIndex(languages);
        index.set(path, text);
        const known = new Set(index.file(path)!.definitions.map(({ term }) => index.terms.text(term)));
        for (const node of nodes(root, expected.declares)) {
          const leaf = nameOf(node);
          if (leaf && leaf.endIndex - leaf.startIndex > 1) {
            const declared = text.slice(leaf.startIndex, leaf.endIndex);
            found.count(known.has(declared), `${path}: ${declared}`);
          }
        }
      });
      found.atLeast(expected.declared);
    });

    const { names, read: share = 1, encloses } = expected;
    if (names)
      it(`the scanner reads the names: ${share * 100} % of the tree's, each on its line`, () => {
        const found = new Share();
        eachTree((root, { path, text }) => {
          const index = new WorkspaceIndex(languages);
          index.set(path, text);
          const { values, starts } = index.wordsOf(index.file(path)!);
          const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
          let line = 0;
          for (const node of nodes(root, names)) {
            const read = text.slice(node.startIndex, node.endIndex);
            if (!/^[A-Za-z_]\w{1,79}$/.test(read)) continue;
            while (line + 1 < lineStarts.length && lineStarts[line + 1]! <= node.startIndex) line++;
            while (lineStarts[line]! > node.startIndex) line--;
            const term = index.terms.find(read);
            const on = term !== undefined && values.subarray(starts[line]!, starts[line + 1]!).includes(term);
            found.count(on, `${path}:${line + 1}: ${read}`);
          }
        });
        found.atLeast(share);
      });

    if (!encloses) return;
    it('what a body stands in is named', () => {
      const found = new Share();
      const pack = packFor(expected.languageId);
      eachTree((root, { path, text }) => {
        for (const node of nodes(root, encloses)) {
          const [name, body] = [nameOf(node), node.childForFieldName('body')];
          if (!name || !body || countErrors(node) > 0) continue;
          const offset = Math.floor((body.startIndex + body.endIndex) / 2);
          const place = {
            path,
            languageId: expected.languageId,
            prefix: text.slice(0, offset),
            suffix: text.slice(offset),
          };
          const scopes = enclosingScopes(situate(place, pack, () => ({ rootNode: root, delete: () => undefined })));
          const named = text.slice(name.startIndex, name.endIndex);
          found.count(
            scopes.some(({ signature, start }) => start <= name.startIndex && signature.includes(named)),
            `${path}: ${named}`,
          );
        }
      });
      found.atLeast(leastEnclosed);
    });
  });
}

/** A share with what is missing of it, so that a failure can be looked at. */
class Share {
  #all = 0;
  readonly #missing: string[] = [];

  count(found: boolean, what: string): void {
    this.#all++;
    if (!found) this.#missing.push(what);
  }

  atLeast(share: number): void {
    assert.ok(this.#all > 20, `only ${this.#all} to look for`);
    const reached = 1 - this.#missing.length / this.#all;
    assert.ok(reached >= share, `${reached.toFixed(3)} of ${this.#all}\n${this.#missing.slice(0, 12).join('\n')}`);
  }
}

function* nodes(node: SyntaxNode, types: RegExp): Iterable<SyntaxNode> {
  if (types.test(node.type)) yield node;
  for (let at = 0; at < node.childCount; at++) yield* nodes(node.child(at)!, types);
}

/** The leaf that names a declaration: behind its fields `name`, `declarator` or `key`, as deep as they lead. */
function nameOf(declaration: SyntaxNode): SyntaxNode | null {
  let node = declaration;
  for (let next = namePart(node); next; next = namePart(node)) node = next;
  return node === declaration || node.childCount > 0 ? null : node;
}

function namePart(node: SyntaxNode): SyntaxNode | null {
  for (const field of ['declarator', 'name', 'key']) {
    const part = node.childForFieldName(field);
    if (part) return part;
  }
  return node.childCount === 1 ? node.child(0) : null;
}
