// First and incremental parse, collection for one keystroke, and the index of a workspace of 10,000 files made of the
// sample repositories (../shared/corpora/repositories) with part of their names changed.
// tsx --expose-gc test/bench/context-speed.ts [--files 10000] [--keys 300]
import { parseArgs } from 'node:util';
import { Edit } from 'web-tree-sitter';
import { collectContext } from '../../extension/context/collect.ts';
import { ContextLanguages } from '../../extension/context/languages.ts';
import { warmUp } from '../../extension/context/warm-up.ts';
import { WorkspaceIndex } from '../../extension/context/workspace-index.ts';
import { windowBudget } from '../../extension/core/window.ts';
import { deflateCodec } from '../../extension/engine/deflate-codec.ts';
import { SyntaxTrees } from '../../extension/engine/syntax.ts';
import { packs } from '../../extension/languages/registry.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { corpusFolder, repositoryNames, type SourceFile, withRepository } from './context/repositories.ts';

const { values: options } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, keys: { type: 'string', default: '300' } },
});
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const none = (): boolean => false;
const wanted = Number(options.files);

function quantiles(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

function usedMemory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_000_000;
}

/** Copies of the samples; a third of the longer names get another end in each copy, as in a workspace that has grown. */
function* workspace(samples: readonly SourceFile[]): Iterable<SourceFile> {
  for (let made = 0; made < wanted; made++) {
    const sample = samples[made % samples.length]!;
    const copy = Math.floor(made / samples.length);
    const text =
      copy === 0
        ? sample.text
        : sample.text.replace(/\b[A-Za-z]{9,}\b/g, name => (name.length % 3 === 0 ? `${name}${copy}` : name));
    yield { path: `copy${copy}/${sample.path}`, text };
  }
}

function measureCollection(index: WorkspaceIndex, samples: readonly SourceFile[]): void {
  const java = samples
    .filter(({ path }) => path.endsWith('.java'))
    .map(({ text }) => text)
    .join('\n')
    .split('\n');
  for (const lines of [200, 2_000, 20_000]) {
    const text = java.slice(0, lines).join('\n');
    const first: number[] = [];
    const times: number[] = [];
    for (let key = 0; key < Number(options.keys); key++) {
      // A hand that types a word on each of several lines.
      const line = Math.floor(lines / 2) + Math.floor(key / 6) * 3;
      const at = text.split('\n').slice(0, line).join('\n').length;
      const typed = '\n    result.get'.slice(0, 6 + (key % 6));
      const document = {
        path: 'copy0/Typed.java',
        languageId: 'java',
        text: text.slice(0, at) + typed + text.slice(at),
      };
      const started = performance.now();
      collectContext(
        { document, offset: at + typed.length, budget: 1024, window: windowBudget(4096), isExcluded: none },
        index,
      );
      (key % 6 === 0 ? first : times).push(performance.now() - started);
    }
    print(`collection, ${lines} lines: ${quantiles(times)}; first key of a line ${quantiles(first)}`);
  }
}

/** What is typed in the middle of a file, key by key, so many times on lines of their own. */
const statement = '        ledger.bookTransfer(amount, account.owner());\n';
const statements = 4;

/** The grammar alone, and what the extension does for a key: finding the edit, parsing, keeping a copy of the tree. */
async function measureParsing(samples: readonly SourceFile[]): Promise<void> {
  const grammars = new WebGrammars(readFromPackages);
  const parser = await grammars.parser('java');
  const trees = new SyntaxTrees(grammars, () => undefined);
  await trees.load('java');
  const java = samples
    .filter(({ path }) => path.endsWith('.java'))
    .map(({ text }) => text)
    .join('\n')
    .split('\n');
  for (const lines of [200, 2_000, 20_000]) {
    let text = java.slice(0, lines).join('\n');
    const start = text.indexOf('\n', Math.floor(text.length / 2)) + 1;
    const firstRow = text.slice(0, start).split('\n').length - 1;
    const begun = performance.now();
    let tree = parser.parse(text)!;
    const firstParse = performance.now() - begun;
    trees.for('java')(text)?.delete();
    const times: number[] = [];
    const kept: number[] = [];
    for (let key = 0; key < statements * statement.length; key++) {
      const index = start + key;
      text = text.slice(0, index) + statement[key % statement.length] + text.slice(index);
      const row = firstRow + Math.floor(key / statement.length);
      const position = { row, column: key % statement.length };
      const endsLine = text[index] === '\n';
      tree.edit(
        new Edit({
          startIndex: index,
          oldEndIndex: index,
          newEndIndex: index + 1,
          startPosition: position,
          oldEndPosition: position,
          newEndPosition: endsLine ? { row: row + 1, column: 0 } : { row, column: position.column + 1 },
        }),
      );
      const started = performance.now();
      const next = parser.parse(text, tree)!;
      times.push(performance.now() - started);
      tree.delete();
      tree = next;
      const begun = performance.now();
      const own = trees.for('java')(text);
      if (own) kept.push(performance.now() - begun);
      own?.delete();
    }
    tree.delete();
    const whole = kept.length > 0 ? quantiles(kept) : 'no tree: the text is too long to parse between two keys';
    print(`parse (java), ${lines} lines: first ${firstParse.toFixed(1)} ms, incremental ${quantiles(times)}`);
    print(`  as the extension does it: ${whole}`);
  }
}

const samples: SourceFile[] = [];
for (const name of repositoryNames()) {
  await withRepository(name, ({ files }) => {
    samples.push(...files.map(({ path, text }) => ({ path: `${name}/${path}`, text })));
  });
}
if (samples.length === 0) print(`no sample repositories at ${corpusFolder}: nothing to measure`);
else {
  const languages = new ContextLanguages(packs);
  const readable = samples.filter(({ path }) => languages.ofPath(path));
  const before = usedMemory();
  const index = new WorkspaceIndex(languages, { codec: deflateCodec });
  const slices: number[] = [];
  let characters = 0;
  let spent = 0;
  for (const { path, text } of workspace(readable)) {
    characters += text.length;
    const steps = index.setInSteps(path, text);
    for (;;) {
      const started = performance.now();
      const { done } = steps.next();
      const time = performance.now() - started;
      spent += time;
      slices.push(time);
      if (done) break;
    }
  }
  print(`index: ${index.fileCount} files, ${(characters / 1e6).toFixed(1)} M characters, ${index.terms.size} terms`);
  print(
    `index speed: ${((1000 * wanted) / spent).toFixed(0)} files/s; steps ${quantiles(slices)}, longest ${Math.max(...slices).toFixed(1)} ms`,
  );
  print(`index memory: ${(usedMemory() - before).toFixed(0)} MB used, ${(index.bytes / 1e6).toFixed(0)} MB counted`);
  // As the editor does once it has read the workspace.
  for (const _ of warmUp(index));
  measureCollection(index, readable);
  await measureParsing(readable);
}
