// The embedded engine by itself: prompt and generation speed, first token warm and cold, how soon an abandoned request
// frees it, and memory. npm run bench -- engine [THREADS]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import OpenAI from 'openai';
import { sliceFor } from '../../server/engine/slice.ts';
import { type Engine, startEngine } from '../../server/engine/start.ts';
import { ensureModel } from '../../server/model/ensure.ts';

const threads = Number(process.argv[2] ?? 1);
const rounds = { cold: 6, warm: 20, abort: 20 } as const;
/** Tokens of a prompt: a window of the document with some context. */
const promptCharacters = 3_600;

/** Code of our own, so that no corpus is needed; each round begins with a line of its own, so that nothing is cached. */
const code = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const prompt = (mark: string, extra = '') =>
  `<|fim_suffix|>\n}\n<|fim_prefix|>// ${mark}\n${code.slice(0, promptCharacters)}${extra}<|fim_middle|>`;

interface Timings {
  prompt_n: number;
  prompt_ms: number;
  predicted_n: number;
  predicted_ms: number;
}

interface Measured {
  firstTokenMs: number;
  timings: Timings;
}

const model = await ensureModel();
const startedAt = performance.now();
const engine = await startEngine({ modelPath: model.path, threads });
const loadMs = performance.now() - startedAt;
const openai = new OpenAI({ baseURL: engine.url, apiKey: engine.secret, maxRetries: 0 });
try {
  await measure(engine);
} finally {
  await engine.stop();
}

async function ask(text: string, maxTokens: number): Promise<Measured> {
  const at = performance.now();
  let firstTokenMs = 0;
  let timings: Timings | null = null;
  const request = { model: model.id, prompt: text, max_tokens: maxTokens, temperature: 0, stream: true as const };
  for await (const chunk of await openai.completions.create(request)) {
    firstTokenMs ||= performance.now() - at;
    timings = (chunk as { timings?: Timings }).timings ?? timings;
  }
  if (!timings) throw new Error('the engine told no timings');
  return { firstTokenMs, timings };
}

async function measure({ pid }: Engine): Promise<void> {
  const cold: Measured[] = [];
  for (let round = 0; round < rounds.cold; round++) cold.push(await ask(prompt(`cold ${round}`), 40));

  const warm: Measured[] = [];
  for (let round = 0; round < rounds.warm; round++) {
    // A suffix-first prompt in which only the last line before the cursor grows, as when someone types.
    warm.push(await ask(prompt('warm', `\n"line": ${'7'.repeat(round + 1)},\n"next": "`), 4));
  }

  const free: number[] = [];
  for (let round = 0; round < rounds.abort; round++) {
    const abort = new AbortController();
    const asked = openai.completions
      .create({ model: model.id, prompt: prompt(`abort ${round}`), max_tokens: 64 }, { signal: abort.signal })
      .catch(() => null);
    // Somewhere within the evaluation of the prompt, at another place of a slice each time.
    await new Promise(resolve => setTimeout(resolve, 300 + round * 37));
    const at = performance.now();
    abort.abort();
    await asked;
    // One token of a prompt that needs no work: answered as soon as the engine is free.
    await openai.completions.create({ model: model.id, prompt: 'x', max_tokens: 0 });
    free.push(performance.now() - at);
  }

  const rate = (of: Measured[], n: 'prompt_n' | 'predicted_n', ms: 'prompt_ms' | 'predicted_ms') =>
    (1000 * sum(of.map(({ timings }) => timings[n]))) / sum(of.map(({ timings }) => timings[ms]));
  const lines: [string, string][] = [
    ['machine', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`],
    ['model', `${model.name}, ${threads} thread${threads > 1 ? 's' : ''}, slices of ${sliceFor(threads)} tokens`],
    ['load until ready', `${(loadMs / 1000).toFixed(1)} s`],
    ['resident memory', residentMemory(pid)],
    ['prompt', `${rate(cold, 'prompt_n', 'prompt_ms').toFixed(0)} tokens/s (${cold[0]?.timings.prompt_n} tokens)`],
    ['generation', `${rate(cold, 'predicted_n', 'predicted_ms').toFixed(1)} tokens/s`],
    ['first token, cold', spread(cold.map(({ firstTokenMs }) => firstTokenMs))],
    ['first token, warm', spread(warm.slice(1).map(({ firstTokenMs }) => firstTokenMs))],
    ['abort to free', spread(free)],
  ];
  for (const [name, value] of lines) process.stdout.write(`${name.padEnd(18)}  ${value}\n`);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function spread(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!.toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (${values.length} times)`;
}

function residentMemory(pid: number): string {
  if (process.platform === 'win32') return 'not measured on Windows';
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return `${(kilobytes / 1e6).toFixed(2)} GB`;
}
