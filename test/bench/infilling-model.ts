// Exact match of the bare model: raw fill-in-the-middle prompts straight to the embedded engine, greedy, first line only.
// Baseline for `infilling`, which runs the whole chain: npm run bench -- infilling-model [ROWS] [prefix-only]
// `prefix-only` leaves the suffix away, which shows what filling in is worth.
import OpenAI from 'openai';
import { startEngine } from '../../server/engine/start.ts';
import { ensureModel } from '../../server/model/ensure.ts';
import { isCloser, published, type Row, sampleRows } from './infilling/rows.ts';

const wanted = Number(process.argv[2] ?? 100);
const prefixOnly = process.argv[3] === 'prefix-only';
const sample = sampleRows(wanted);
if (sample === null) process.stdout.write('The corpus ../shared/corpora/infilling is absent: nothing measured.\n');
else await measure(sample);

async function measure(rows: Row[]): Promise<void> {
  const model = await ensureModel();
  const engine = await startEngine({ modelPath: model.path });
  const openai = new OpenAI({ baseURL: engine.url, apiKey: engine.secret });
  const results: { row: Row; right: boolean; ended: boolean }[] = [];
  try {
    for (const row of rows) {
      const { choices } = await openai.completions.create({
        model: model.id,
        prompt: prefixOnly
          ? `${row.prompt}\n`
          : `<|fim_prefix|>${row.prompt}\n<|fim_suffix|>\n${row.suffix}<|fim_middle|>`,
        max_tokens: 64,
        temperature: 0,
        stop: prefixOnly ? ['\n'] : null,
      });
      const [firstLine = ''] = choices[0]!.text.split('\n');
      results.push({
        row,
        right: firstLine.trim() === row.canonical_solution.trim(),
        ended: choices[0]!.finish_reason === 'stop' && choices[0]!.text.trimEnd() === firstLine.trimEnd(),
      });
      if (process.stderr.isTTY) process.stderr.write(`\r${results.length} of ${rows.length}`);
    }
  } finally {
    await engine.stop();
  }
  const share = (of: typeof results, what: 'right' | 'ended') =>
    of.length === 0 ? '-' : ((100 * of.filter(result => result[what]).length) / of.length).toFixed(1);
  process.stdout.write(
    `\n${model.name}, ${rows.length} rows, ${prefixOnly ? 'prefix only' : 'fill in the middle'}, greedy, one thread\n`,
  );
  process.stdout.write('language  rows  exact match  without closers  ends by itself  published (base)\n');
  for (const language of ['java', 'js', 'py', 'all'] as const) {
    const of = results.filter(({ row }) => language === 'all' || row.language === language);
    const open = of.filter(({ row }) => !isCloser(row));
    const cells = [
      language.padEnd(8),
      String(of.length).padStart(4),
      share(of, 'right').padStart(11),
      `${share(open, 'right')} (${open.length})`.padStart(15),
      share(of, 'ended').padStart(14),
      (language === 'all' ? '' : published[language].toFixed(1)).padStart(16),
    ];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}
