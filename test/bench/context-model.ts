// Held-out lines of the sample repositories by the embedded model, greedy, with and without our context, the same document
// window in both: npm run bench -- context-model [--cases 5] [--budget 300] [--formats none,template] [--kinds a,b]
// In slices: with --results FILE it goes on where the last run stopped, for at most --seconds, and reports all there is.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { collectContext } from '../../extension/context/collect.ts';
import { ContextLanguages } from '../../extension/context/languages.ts';
import { WorkspaceIndex } from '../../extension/context/workspace-index.ts';
import { windowAround } from '../../extension/core/window.ts';
import { packs } from '../../extension/languages/registry.ts';
import { startEngine } from '../../server/engine/start.ts';
import { ensureModel } from '../../server/model/ensure.ts';
import type { PromptParts } from '../../server/templates/template.ts';
import { type RecallCase, recallCases } from './context/cases.ts';
import { formats } from './context/prompt-formats.ts';
import { editSimilarity } from './context/prompt-lookup.ts';
import { mean, pairedBootstrap, randomFrom, shuffled } from './context/random.ts';
import { corpusFolder, repositoryNames, withRepository } from './context/repositories.ts';

const { values: options } = parseArgs({
  options: {
    /** Of each repository and sort: lines that need another file's names, and any lines. */
    cases: { type: 'string', default: '5' },
    budget: { type: 'string', default: '300' },
    formats: { type: 'string', default: 'none,template' },
    /** Items of these kinds only. */
    kinds: { type: 'string' },
    /** Lines above the cursor where the context was collected. */
    stale: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    results: { type: 'string' },
    seconds: { type: 'string', default: '100000' },
  },
});
/** Characters of the document: about what a policy of 800 tokens leaves it. */
const window = { prefix: 1600, suffix: 500 };
const kinds = options.kinds?.split(',');
const asked = options.formats.split(',');
const seed = Number(options.seed);

interface Question {
  id: string;
  sort: 'needs other files' | 'any line';
  parts: PromptParts;
  wanted: string;
}

interface Answer {
  id: string;
  sort: Question['sort'];
  format: string;
  exact: boolean;
  similarity: number;
}

const questions: Question[] = [];
for (const name of repositoryNames()) {
  await withRepository(name, ({ files }) => {
    const languages = new ContextLanguages(packs);
    const index = new WorkspaceIndex(languages);
    for (const { path, text } of files) index.set(path, text);
    const count = Number(options.cases);
    const add = (one: RecallCase, sort: Question['sort'], midLine: boolean): void => {
      const language = languages.ofPath(one.path)?.id ?? 'plaintext';
      // As the editor keeps a small model's context while one moves on from where it was collected.
      const lines = one.text.slice(0, one.offset).split('\n');
      const from = lines.slice(0, Math.max(1, lines.length - Number(options.stale)));
      const earlier = Number(options.stale) === 0 ? one.offset : from.join('\n').length;
      const shown = windowAround(
        {
          prefix: one.text.slice(0, one.offset),
          suffix: one.text.slice(one.offset),
          languageId: language,
          path: one.path,
        },
        window,
      );
      const collected = collectContext(
        {
          document: { path: one.path, text: one.text, languageId: language },
          offset: earlier,
          budget: Number(options.budget),
          window,
          isExcluded: () => false,
        },
        index,
      );
      const context = kinds ? collected.items.filter(({ kind }) => kinds.includes(kind)) : collected.items;
      const typed = shown.prefix.length - shown.prefix.lastIndexOf('\n') - 1;
      questions.push({
        id: `${name} ${sort} ${midLine} ${one.id}`,
        sort,
        parts: {
          prefix: shown.prefix,
          suffix: shown.suffix,
          path: one.path,
          language,
          repository: '',
          context,
        },
        wanted: one.held.slice(typed).trim(),
      });
    };
    for (const midLine of [false, true]) {
      for (const any of [false, true]) {
        const wanted = midLine ? Math.floor(count / 2) : Math.ceil(count / 2);
        for (const one of recallCases(files, { seed, count: wanted, midLine, any }))
          add(one, any ? 'any line' : 'needs other files', midLine);
      }
    }
  });
}

const answers: Answer[] = [];
if (options.results !== undefined && existsSync(options.results)) {
  for (const line of readFileSync(options.results, 'utf8').split('\n')) if (line !== '') answers.push(JSON.parse(line));
}
const known = new Set(answers.map(({ id, format }) => `${id} ${format}`));
// Mixed, so that a part of them says something of all.
const left = shuffled(questions, randomFrom(seed)).flatMap(question =>
  asked.filter(format => !known.has(`${question.id} ${format}`)).map(format => ({ question, format })),
);
if (questions.length === 0) process.stdout.write(`no sample repositories at ${corpusFolder}: nothing to measure\n`);
else {
  if (left.length > 0) await ask();
  report();
}

async function ask(): Promise<void> {
  const model = await ensureModel();
  const engine = await startEngine({ modelPath: model.path });
  const openai = new OpenAI({ baseURL: engine.url, apiKey: engine.secret });
  const until = performance.now() + 1000 * Number(options.seconds);
  try {
    for (const { question, format } of left) {
      if (performance.now() > until) break;
      const { choices } = await openai.completions.create({
        model: 'embedded',
        prompt: formats[format]!(question.parts),
        max_tokens: 48,
        temperature: 0,
        stop: ['\n'],
      });
      const text = (choices[0]?.text ?? '').split('\n')[0]!.trim();
      const { id, sort, wanted } = question;
      const answer = { id, sort, format, exact: text === wanted, similarity: editSimilarity(text, wanted) };
      answers.push(answer);
      if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify(answer)}\n`);
    }
  } finally {
    await engine.stop();
  }
}

/** Each format on the lines that all formats have answered, beside the first. */
function report(): void {
  const complete = questions.filter(({ id }) =>
    asked.every(format => answers.some(answer => answer.id === id && answer.format === format)),
  );
  for (const sort of ['needs other files', 'any line'] as const) {
    const of = complete.filter(question => question.sort === sort);
    process.stdout.write(`${sort}: ${of.length} lines, ${options.budget} tokens of context\n`);
    const scores = asked.map(format =>
      of.map(({ id }) => answers.find(answer => answer.id === id && answer.format === format)!),
    );
    scores.forEach((list, at) => {
      const exact = list.map(({ exact: right }) => (right ? 1 : 0));
      const similarity = list.map(({ similarity: value }) => value);
      const gain = pairedBootstrap(
        similarity,
        scores[0]!.map(({ similarity: value }) => value),
        seed,
      );
      const right = `${(100 * mean(exact)).toFixed(1)} % exact, edit similarity ${(100 * mean(similarity)).toFixed(1)}`;
      const interval = `${(100 * gain.low).toFixed(1)}, ${(100 * gain.high).toFixed(1)}`;
      process.stdout.write(`  ${asked[at]!.padEnd(36)} ${right} (${(100 * gain.mean).toFixed(1)} [${interval}])\n`);
    });
  }
}
