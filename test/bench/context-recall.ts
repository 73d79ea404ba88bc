// XIR@B and prompt-lookup edit similarity of our context and of the published baselines, on ../shared/corpora/repositories.
// npm run bench -- context-recall [--repositories a,b] [--folder DIR: other source in their place] [--cases 200] [--seed 1] [--mid-line] [--quick]
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { tuning } from '../../extension/context/tuning.ts';
import { nextChunkByBm25, windowsByJaccard } from './context/baselines.ts';
import { type RecallCase, recallCases } from './context/cases.ts';
import { wordsShown } from './context/names.ts';
import { ownContext } from './context/own-context.ts';
import { copiedLine, editSimilarity } from './context/prompt-lookup.ts';
import { mean, pairedBootstrap } from './context/random.ts';
import { corpusFolder, repositoryNames, withFolder, withRepository } from './context/repositories.ts';

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    /** Source that the weights were not tuned on, instead of the samples. */
    folder: { type: 'string' },
    cases: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'mid-line': { type: 'boolean', default: false },
    /** Our context and BM25 at 1,024 tokens only. */
    quick: { type: 'boolean', default: false },
    /** Other values for single numbers of the tuning table, as JSON. */
    tuning: { type: 'string' },
    show: { type: 'string' },
  },
});
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const budgets = options.quick ? [1024] : [512, 1024, 2048];
const prefixCharacters = 8_000;
const suffixCharacters = 3_000;
const seed = Number(options.seed);

function merged<Value>(base: Value, other: object): Value {
  const result: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(other)) {
    const known = result[key];
    result[key] = known !== null && typeof known === 'object' ? merged(known, value) : value;
  }
  return result as Value;
}
const tuned = options.tuning ? merged(tuning, JSON.parse(options.tuning)) : tuning;

type Context = (recallCase: RecallCase, budget: number) => string;

interface Score {
  recall: number[];
  similarity: number[];
  leaks: number;
}

function measure(cases: readonly RecallCase[], context: Context, budget: number): Score {
  const score: Score = { recall: [], similarity: [], leaks: 0 };
  for (const recallCase of cases) {
    const shown = context(recallCase, budget).slice(0, budget * 4);
    const words = wordsShown(recallCase.path, shown);
    score.recall.push(mean(recallCase.needed.map(name => (words.has(name) ? 1 : 0))));
    if (shown.split('\n').some(line => line.trim() === recallCase.held.trim())) score.leaks++;
    const prefix = recallCase.text.slice(Math.max(0, recallCase.offset - prefixCharacters), recallCase.offset);
    const cut = prefix.length - prefix.lastIndexOf('\n') - 1;
    score.similarity.push(editSimilarity(copiedLine(`${shown}\n${prefix}`), recallCase.held.slice(cut).trim()));
  }
  return score;
}

const percent = (value: number): string => (100 * value).toFixed(1);
const { folder } = options;
const names = folder === undefined ? (options.repositories?.split(',') ?? repositoryNames()) : [basename(folder)];
if (names.length === 0) print(`no sample repositories at ${corpusFolder}: nothing to measure`);
const gains: number[] = [];
for (const name of names) {
  const use = folder === undefined ? withRepository : withFolder(folder);
  await use(name, async repository => {
    const cases = recallCases(repository.files, { seed, count: Number(options.cases), midLine: options['mid-line'] });
    const started = performance.now();
    const collect = await ownContext(repository.files, { prefix: prefixCharacters, suffix: suffixCharacters }, tuned);
    const own: Context = (recallCase, budget) =>
      collect(recallCase, budget)
        .items.map(({ text }) => text)
        .join('\n');
    const indexed = performance.now() - started;
    const contexts: [string, Context][] = [['ours', own]];
    const bm25 = nextChunkByBm25(repository.files);
    contexts.push(['bm25 next chunk', recallCase => bm25(recallCase)]);
    if (!options.quick) {
      const jaccard = windowsByJaccard(repository.files);
      contexts.push(['jaccard windows', recallCase => jaccard(recallCase)]);
      contexts.push(['none', () => '']);
    }
    if (!options.quick)
      print(`${name}: ${repository.files.length} files, ${cases.length} cases, indexed in ${indexed.toFixed(0)} ms`);
    for (const budget of budgets) {
      const scores = contexts.map(([label, context]) => {
        const begun = performance.now();
        const score = measure(cases, context, budget);
        return { label, score, time: (performance.now() - begun) / cases.length };
      });
      const [mine, theirs] = [scores[0]!.score, scores[1]!.score];
      const gain = pairedBootstrap(mine.recall, theirs.recall, seed);
      const copied = pairedBootstrap(mine.similarity, theirs.similarity, seed);
      if (budget === 1024) gains.push(gain.mean);
      const columns = scores.map(
        ({ label, score }) => `${label} ${percent(mean(score.recall))}/${percent(mean(score.similarity))}`,
      );
      print(
        `${options.quick ? name.padEnd(20) : `  @${budget}`.padEnd(8)} ${columns.join(' | ')} | xir +${percent(gain.mean)} [${percent(gain.low)}, ${percent(gain.high)}] | similarity +${percent(copied.mean)} [${percent(copied.low)}, ${percent(copied.high)}] | leaks ${mine.leaks}`,
      );
    }
    for (const recallCase of cases.slice(0, Number(options.show ?? 0))) {
      print(`===== ${recallCase.path}:${recallCase.line + 1} needs ${recallCase.needed.join(' ')}`);
      print(recallCase.text.slice(0, recallCase.offset).split('\n').slice(-8).join('\n'));
      print(`>>>>> ${recallCase.held.trim()}`);
      print(own(recallCase, 1024));
    }
  });
}
if (gains.length > 1) print(`mean gain over bm25 at 1,024 tokens: ${percent(mean(gains))} points`);
