// Held-out lines of the sample repositories, completed by a model that only copies (the prompt-lookup model) behind the built
// proxy: with our context, with BM25's next chunk and with none. The proxy redacts, renders and guards as it always does.
// npm run bench -- context-lookup [--repositories a,b] [--cases 60] [--seed 1] [--mid-line] [--any] [--budget 1024]
// [--prompt-tokens 4096]; node build.mjs first
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { windowAround, windowBudget } from '../../extension/core/window.ts';
import { startProxy } from '../support/proxy.ts';
import { nextChunkByBm25 } from './context/baselines.ts';
import { type RecallCase, recallCases } from './context/cases.ts';
import { lookupModel, startLookupModel } from './context/lookup-model.ts';
import { namesIn } from './context/names.ts';
import { languageOf, ownContext } from './context/own-context.ts';
import { editSimilarity } from './context/prompt-lookup.ts';
import { mean, pairedBootstrap } from './context/random.ts';
import { corpusFolder, repositoryNames, withRepository } from './context/repositories.ts';

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    cases: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    'mid-line': { type: 'boolean', default: false },
    /** Any line with names, not only those that need names of other files. */
    any: { type: 'boolean', default: false },
    budget: { type: 'string', default: '1024' },
    'prompt-tokens': { type: 'string', default: '4096' },
  },
});
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const seed = Number(options.seed);
const budget = Number(options.budget);
const window = windowBudget(Number(options['prompt-tokens']));

interface Shown {
  kind: string;
  path: string;
  language: string;
  text: string;
}
type Context = (recallCase: RecallCase) => Shown[];

/** Share of the names in both, each as often as it stands there: the harmonic mean of precision and recall. */
function identifierF1(path: string, answer: string, wanted: string): number {
  const left = namesIn(path, wanted);
  const all = left.length;
  const answered = namesIn(path, answer);
  if (all + answered.length === 0) return 1;
  let shared = 0;
  for (const name of answered) {
    const at = left.indexOf(name);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (all + answered.length);
}

const names = options.repositories?.split(',') ?? repositoryNames();
if (names.length === 0) print(`no sample repositories at ${corpusFolder}: nothing to measure`);
else {
  const model = await startLookupModel();
  const proxy = await startProxy({
    config: { models: [{ ...lookupModel, upstream: { url: model.url } }] },
  });
  const client = new OpenAI({ baseURL: `${proxy.origin}/v1`, apiKey: proxy.token, maxRetries: 0 });

  const complete = async (one: RecallCase, context: Shown[]): Promise<string> => {
    const language = languageOf(one.path);
    const prefix = one.text.slice(0, one.offset);
    const shown = windowAround(
      { prefix, suffix: one.text.slice(one.offset), languageId: language, path: one.path },
      window,
    );
    const answer = await client.completions.create({
      model: lookupModel.id,
      prompt: shown.prefix,
      suffix: shown.suffix,
      max_tokens: 128,
      intramural: { document: { language, path: one.path }, context },
    } as OpenAI.CompletionCreateParamsNonStreaming);
    return (answer.choices[0]?.text ?? '').split('\n')[0]!.trim();
  };

  const percent = (value: number): string => (100 * value).toFixed(1);
  const interval = (a: readonly number[], b: readonly number[]): string => {
    const { mean: gain, low, high } = pairedBootstrap(a, b, seed);
    return `${gain < 0 ? '' : '+'}${percent(gain)} [${percent(low)}, ${percent(high)}]`;
  };
  try {
    print('edit similarity / identifier F1');
    for (const name of names) {
      await withRepository(name, async ({ files }) => {
        const cases = recallCases(files, {
          seed,
          count: Number(options.cases),
          midLine: options['mid-line'],
          any: options.any,
        });
        const collect = await ownContext(files, window);
        const bm25 = nextChunkByBm25(files);
        const contexts: [string, Context][] = [
          [
            'ours',
            one => collect(one, budget).items.map(({ kind, path, language, text }) => ({ kind, path, language, text })),
          ],
          [
            'bm25',
            one => [
              {
                kind: 'similar',
                path: 'related',
                language: languageOf(one.path),
                text: bm25(one).slice(0, 4 * budget),
              },
            ],
          ],
          ['none', () => []],
        ];
        const similarity: number[][] = [];
        const f1: number[][] = [];
        for (const [, context] of contexts) {
          const scores = { similarity: [] as number[], f1: [] as number[] };
          for (const one of cases) {
            const typed = one.offset - one.text.lastIndexOf('\n', one.offset - 1) - 1;
            const wanted = one.held.slice(typed).trim();
            const answer = await complete(one, context(one));
            scores.similarity.push(editSimilarity(answer, wanted));
            scores.f1.push(identifierF1(one.path, answer, wanted));
          }
          similarity.push(scores.similarity);
          f1.push(scores.f1);
        }
        const columns = contexts.map(
          ([label], at) => `${label} ${percent(mean(similarity[at]!))} / ${percent(mean(f1[at]!))}`,
        );
        print(
          `${name.padEnd(20)} ${columns.join(' | ')} | over bm25 ${interval(similarity[0]!, similarity[1]!)} / ${interval(f1[0]!, f1[1]!)} | ${cases.length} lines`,
        );
      });
    }
  } finally {
    await proxy.stop();
    await model.close();
  }
}
