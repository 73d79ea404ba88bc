// Language packs on real source (../shared/corpora/repositories): files that their grammar reads without an error, true
// lines that the syntax filter would refuse, and declarations that our scanner finds of those that the tree has.
// npm run bench -- languages [--files 150]
import { parseArgs } from 'node:util';
import { ContextLanguages } from '../../extension/context/languages.ts';
import { WorkspaceIndex } from '../../extension/context/workspace-index.ts';
import { countErrors, type SyntaxNode } from '../../extension/core/syntax.ts';
import { grammarFor, packFor } from '../../extension/languages/index.ts';
import { packs } from '../../extension/languages/registry.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { randomFrom } from './context/random.ts';
import { corpusFolder, repositoryNames, withRepository } from './context/repositories.ts';

const { values: options } = parseArgs({ options: { files: { type: 'string', default: '150' } } });
const longestFile = 60_000;
const linesOfEach = 4;
/** Nodes that declare the type or function that their field `name` holds. */
const declaring =
  /^(?:class|interface|enum|record|struct|object|method|function|constructor|generator_function|abstract_class)_(?:declaration|definition|specifier)$|^type_spec$/;

interface Tally {
  files: number;
  clean: number;
  lines: number;
  refused: number;
  declared: number;
  found: number;
}

const tallies = new Map<string, Tally>();
const web = new WebGrammars(readFromPackages);
const languages = new ContextLanguages(packs);
const random = randomFrom(1);

for (const repository of repositoryNames()) {
  await withRepository(repository, async ({ files }) => {
    const index = new WorkspaceIndex(languages);
    for (const { path, text } of files) {
      const language = languages.ofPath(path)?.id;
      const grammar = language === undefined ? undefined : grammarFor(language);
      if (language === undefined || grammar === undefined || text.length > longestFile) continue;
      const key = `${packFor(language).name} (${grammar})`;
      const tally = tallies.get(key) ?? { files: 0, clean: 0, lines: 0, refused: 0, declared: 0, found: 0 };
      if (tally.files >= Number(options.files)) continue;
      tallies.set(key, tally);
      tally.files++;
      await look(grammar, text, tally, path, index);
    }
  });
}

async function look(grammar: string, text: string, tally: Tally, path: string, index: WorkspaceIndex): Promise<void> {
  const parser = await web.parser(grammar);
  const errorsIn = (source: string): number => {
    const tree = parser.parse(source)!;
    const errors = countErrors(tree.rootNode);
    tree.delete();
    return errors;
  };
  const errors = errorsIn(text);
  if (errors === 0) tally.clean++;
  const lines = text.split('\n');
  const full = lines.flatMap((line, at) => (line.trim().length > 3 ? [at] : []));
  for (let taken = 0; taken < linesOfEach && full.length > 0; taken++) {
    const at = full[Math.floor(random() * full.length)]!;
    const without = lines.map((line, other) => (other === at ? /^\s*/.exec(line)![0] : line)).join('\n');
    tally.lines++;
    if (errors > errorsIn(without)) tally.refused++;
  }
  const tree = parser.parse(text)!;
  const declared = new Set<string>();
  collect(tree.rootNode, declared, text);
  tree.delete();
  index.set(path, text);
  const found = new Set(index.file(path)?.definitions.map(({ term }) => index.terms.text(term)));
  tally.declared += declared.size;
  for (const name of declared) if (found.has(name)) tally.found++;
}

/** Names of one letter are no names to the index. */
function collect(node: SyntaxNode, names: Set<string>, text: string): void {
  const name = declaring.test(node.type) ? node.childForFieldName('name') : null;
  if (name && name.endIndex - name.startIndex > 1) names.add(text.slice(name.startIndex, name.endIndex));
  for (let at = 0; at < node.childCount; at++) collect(node.child(at)!, names, text);
}

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
if (tallies.size === 0) process.stdout.write(`no sample repositories at ${corpusFolder}: nothing to measure\n`);
for (const [name, { files, clean, lines, refused, declared, found }] of [...tallies].sort()) {
  process.stdout.write(
    `${name.padEnd(38)} ${String(files).padStart(4)} files, ${share(clean, files)} without an error; ${share(refused, lines)} of ${lines} true lines refused; ${share(found, declared)} of ${declared} declarations found\n`,
  );
}
