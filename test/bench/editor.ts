// What the extension adds to a key, without the model: npm run bench -- editor [PLACES]
// Overhead of a fresh call and of a reused answer, requests against a fixed pause, heap, and loading of the bundle.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { v7 } from 'uuid';
import { systemClock } from '../../extension/engine/clock.ts';
import { enclosingContext } from '../../extension/engine/collect.ts';
import type { Ask } from '../../extension/engine/decide.ts';
import { Engine } from '../../extension/engine/engine.ts';
import { SyntaxTrees } from '../../extension/engine/syntax.ts';
import { languageOf } from '../../extension/headless/language-of.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { readRepositories, type SourceFile } from '../support/corpora.ts';
import { FakeTransport } from '../support/fake-transport.ts';
import { fixedPause, ownDelays } from '../support/typing-session.ts';

const root = join(import.meta.dirname, '..', '..');
const places = Number(process.argv[2] ?? 300);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function percentile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2)} ms`;
}

function summary(values: number[]): string {
  return `p50 ${percentile(values, 0.5)}, p95 ${percentile(values, 0.95)}, most ${percentile(values, 1)} (${values.length} calls)`;
}

function engine(transport: FakeTransport): Engine {
  return new Engine({
    transport,
    clock: systemClock,
    random: () => 0.5,
    newId: v7,
    sessionId: v7(),
    syntax: new SyntaxTrees(new WebGrammars(readFromPackages), () => undefined),
    context: enclosingContext,
  });
}

/** Ends of the indentation of lines that say something, spread over the files. */
function* cursors(files: SourceFile[], count: number): Generator<{ file: SourceFile; at: number; line: string }> {
  for (let index = 0; index < count; index++) {
    const file = files[(index * 7) % files.length]!;
    const lines = [...file.text.matchAll(/^[ \t]*(?=[a-z])(.{12,100})$/gm)];
    const match = lines[(index * 13) % Math.max(1, lines.length)];
    if (match) yield { file, at: match.index + match[0].length - match[1]!.length, line: match[1]! };
  }
}

async function overhead(files: SourceFile[]): Promise<void> {
  const transport = new FakeTransport();
  const own = engine(transport);
  const fresh: number[] = [];
  const reused: number[] = [];
  let warm = 0;
  for (const { file, at, line } of cursors(files, places)) {
    transport.answer = () => `${line}\n`;
    const ask = (typed: number): Ask => ({
      documentId: file.path,
      place: {
        prefix: file.text.slice(0, at + typed),
        suffix: file.text.slice(at + line.length),
        languageId: languageOf(file.path),
        path: file.path,
      },
      trigger: 'manual',
      lengthMode: 'auto',
    });
    const time = async (typed: number, into: number[]): Promise<void> => {
      const started = performance.now();
      await own.complete(ask(typed), new AbortController().signal);
      // The first calls load grammars and compile.
      if (warm++ > 30) into.push(performance.now() - started);
    };
    await time(0, fresh);
    for (let typed = 1; typed <= 5; typed++) await time(typed, reused);
  }
  own.dispose();
  print(`fresh call without the model    ${summary(fresh)}   goal: p95 ≤ 25 ms`);
  print(`reused answer                   ${summary(reused)}   goal: p95 ≤ 3 ms`);
}

async function heap(files: SourceFile[]): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const transport = new FakeTransport();
  const own = engine(transport);
  const used = (): string => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return `${((heapUsed + external) / 2 ** 20).toFixed(1)} MB`;
  };
  const readings: string[] = [];
  let made = 0;
  while (made < 10_000) {
    for (const { file, at, line } of cursors(files, 500)) {
      transport.answer = () => `${line} ${made}\n`;
      transport.exchanges.length = 0;
      const place = {
        prefix: file.text.slice(0, at),
        suffix: file.text.slice(at),
        languageId: 'plaintext',
        path: file.path,
      };
      await own.complete(
        { documentId: `${file.path} ${made}`, place, trigger: 'manual', lengthMode: 'auto' },
        new AbortController().signal,
      );
      made++;
      if ([1000, 5000, 10_000].includes(made)) readings.push(`${made}: ${used()}`);
    }
  }
  own.dispose();
  print(`heap after so many suggestions  ${readings.join(', ')}`);
}

async function requests(files: SourceFile[]): Promise<void> {
  const session = files.filter(file => file.text.length > 4000 && file.text.length < 20_000).slice(0, 6);
  const own = { requests: 0, accepted: 0 };
  const fixed = { requests: 0, accepted: 0 };
  for (const file of session) {
    for (const [tally, run] of [
      [own, ownDelays],
      [fixed, fixedPause],
    ] as const) {
      const result = await run(file.text, languageOf(file.path));
      tally.requests += result.requests;
      tally.accepted += result.accepted;
    }
  }
  const each = (tally: typeof own): number => tally.requests / Math.max(1, tally.accepted);
  print(
    `requests per accepted suggestion  own ${each(own).toFixed(2)} (${own.requests} for ${own.accepted}), fixed pause of 150 ms ${each(fixed).toFixed(2)} (${fixed.requests} for ${fixed.accepted}): ${((100 * each(own)) / each(fixed)).toFixed(0)} %   goal: ≤ 60 %`,
  );
}

function loading(): void {
  const bundle = join(root, 'dist', 'extension', 'main.cjs');
  if (!existsSync(bundle)) {
    print('bundle: not built (npm run build)');
    return;
  }
  const times = Array.from({ length: 5 }, () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'test', 'support', 'activate.cjs'), bundle], {
      encoding: 'utf8',
    });
    return JSON.parse(stdout) as { load: number; activate: number };
  });
  const median = (values: number[]): string => percentile(values, 0.5);
  print(
    `bundle: load ${median(times.map(time => time.load))}, activate ${median(times.map(time => time.activate))} (median of 5 processes, VS Code replaced by a stub)   goal: < 100 ms`,
  );
}

loading();
const files = readRepositories(path => /\.(?:java|ts)$/.test(path))?.filter(({ text }) => text.length < 60_000);
if (!files) print('The corpora ../shared/corpora are absent: only the bundle was measured.');
else {
  await overhead(files);
  await requests(files);
  await heap(files);
}
