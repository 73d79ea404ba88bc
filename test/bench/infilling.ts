// Fill-in-the-middle by the whole chain (the editor's engine, proxy, redaction, template, embedded model, filters) beside the
// bare model, on the same rows in the same run: npm run bench -- infilling [ROWS]
import OpenAI from 'openai';
import { completeOnce } from '../../extension/headless/complete.ts';
import { startEngine } from '../../server/engine/start.ts';
import { ensureModel } from '../../server/model/ensure.ts';
import { startProxy } from '../support/proxy.ts';
import { passes } from './infilling/passes.ts';
import { editSimilarity, isCloser, published, type Row, sampleRows } from './infilling/rows.ts';

interface Answer {
  row: Row;
  text: string;
  /** UTF-16 units after the cursor that the text overwrites. */
  overwritten: number;
  /** Why nothing was offered; null where something was. */
  silence: string | null;
}

const languageIds = { java: 'java', js: 'javascript', py: 'python' } as const;

const rows = sampleRows(Number(process.argv[2] ?? 200));
if (rows === null) {
  process.stdout.write('The corpus ../shared/corpora/infilling is absent: nothing measured.\n');
} else {
  const model = await ensureModel();
  const bare = await answersOfModel(rows, model.path);
  const chain = await answersOfChain(rows);
  process.stdout.write(`\n${model.name}, ${rows.length} rows, greedy, one thread\n`);
  process.stdout.write(
    'chain       language  rows  exact match  without closers  edit similarity  pass rate  published (base)\n',
  );
  report('bare model', bare);
  report('whole chain', chain);
  const silent = chain.filter(answer => answer.silence !== null);
  process.stdout.write(`\nThe chain offered nothing on ${silent.length} rows`);
  const reasons = new Map<string, number>();
  for (const { silence } of silent) reasons.set(silence as string, (reasons.get(silence as string) ?? 0) + 1);
  process.stdout.write(`${[...reasons].map(([reason, count]) => `; ${reason}: ${count}`).join('')}\n`);
  if (process.argv.includes('--differences')) showDifferences(bare, chain);
}

/** Raw prompts straight to the engine; its first line is the answer. */
async function answersOfModel(all: Row[], modelPath: string): Promise<Answer[]> {
  const engine = await startEngine({ modelPath });
  const openai = new OpenAI({ baseURL: engine.url, apiKey: engine.secret });
  const answers: Answer[] = [];
  try {
    for (const row of all) {
      const { choices } = await openai.completions.create({
        model: 'embedded',
        prompt: `<|fim_prefix|>${row.prompt}\n<|fim_suffix|>\n${row.suffix}<|fim_middle|>`,
        max_tokens: 64,
        temperature: 0,
        stop: ['\n'],
      });
      answers.push({ row, text: choices[0]?.text ?? '', overwritten: 0, silence: null });
      progress('bare model', answers.length, all.length);
    }
  } finally {
    await engine.stop();
  }
  return answers;
}

async function answersOfChain(all: Row[]): Promise<Answer[]> {
  const proxy = await startProxy();
  const answers: Answer[] = [];
  try {
    for (const row of all) {
      const place = {
        prefix: `${row.prompt}\n`,
        suffix: `\n${row.suffix}`,
        path: `problem.${row.language}`,
        languageId: languageIds[row.language],
      };
      const result = await completeOnce(place, { proxy: proxy.origin, token: proxy.token });
      answers.push(
        result.kind === 'offered'
          ? { row, text: result.suggestion.text, overwritten: result.suggestion.replaceSuffixLength, silence: null }
          : { row, text: '', overwritten: 0, silence: result.reason },
      );
      progress('whole chain', answers.length, all.length);
    }
  } finally {
    await proxy.stop();
  }
  return answers;
}

function report(title: string, answers: Answer[]): void {
  for (const language of ['java', 'js', 'py', 'all'] as const) {
    const of = answers.filter(({ row }) => language === 'all' || row.language === language);
    const open = of.filter(({ row }) => !isCloser(row));
    const run = of.map(({ row, text, overwritten }) => passes(row, text, overwritten)).filter(one => one !== null);
    const cells = [
      title.padEnd(11),
      language.padEnd(8),
      String(of.length).padStart(4),
      percent(of.filter(isExact).length, of.length).padStart(11),
      `${percent(open.filter(isExact).length, open.length)} (${open.length})`.padStart(15),
      percent(sum(of.map(similarity)), of.length).padStart(15),
      percent(run.filter(Boolean).length, run.length).padStart(9),
      (language === 'all' ? '' : published[language].toFixed(1)).padStart(16),
    ];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}

function firstLine({ text }: Answer): string {
  return (text.split('\n')[0] ?? '').trim();
}

function isExact(answer: Answer): boolean {
  return firstLine(answer) === answer.row.canonical_solution.trim();
}

function similarity(answer: Answer): number {
  return editSimilarity(firstLine(answer), answer.row.canonical_solution.trim());
}

/** Rows that one of them gets right and the other does not: where a template or a filter is at fault. */
function showDifferences(bare: Answer[], chain: Answer[]): void {
  for (const [index, one] of bare.entries()) {
    const other = chain[index] as Answer;
    if (isExact(one) === isExact(other)) continue;
    process.stdout.write(
      `\n${one.row.name}\n  wanted ${JSON.stringify(one.row.canonical_solution)}\n  model  ${JSON.stringify(one.text)}\n  chain  ${JSON.stringify(other.text)} ${other.silence ?? ''}\n`,
    );
  }
}

function progress(title: string, done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${title}: ${done} of ${total}   `);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : ((100 * part) / whole).toFixed(1);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
