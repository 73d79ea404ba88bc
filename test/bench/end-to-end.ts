// From a key press to a suggestion that the editor could draw, split by stage, on the embedded engine through the built proxy:
// npm run bench -- end-to-end [PLACES]
// Cold: the first request in a file. Warm: a later key in the same file, whose beginning the model has read before.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../extension/engine/result.ts';
import { openEngine } from '../../extension/headless/complete.ts';
import { languageOf } from '../../extension/headless/language-of.ts';
import { startProxy } from '../support/proxy.ts';

const workspace = join(import.meta.dirname, '..', '..', 'server', 'playground', 'workspace');
const wanted = Number(process.argv[2] ?? 24);
/** The first letters of a statement that are typed before the next key is measured. */
const typed = 4;

interface Stop {
  path: string;
  lines: string[];
  line: number;
}

/** Lines of the sample bank with something on them, spread evenly over its files. */
function places(): Stop[] {
  const files = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter(path =>
    /\.(java|ts|sql)$/.test(path),
  );
  const all = files.sort().flatMap(path => {
    const lines = readFileSync(join(workspace, path), 'utf8').split('\n');
    return lines.flatMap((text, line) =>
      text.trim().length > typed + 4 && !/^\s*(\*|\/|--)/.test(text) ? [{ path, lines, line }] : [],
    );
  });
  return Array.from(
    { length: Math.min(wanted, all.length) },
    (_, index) => all[Math.floor((index * all.length) / wanted)] as Stop,
  );
}

/** The document with the line cut off after some characters, as if it were being typed. */
function placeAt({ path, lines, line }: Stop, characters: number, documentId: string) {
  const text = lines[line] as string;
  const indentation = text.length - text.trimStart().length;
  return {
    documentId,
    place: {
      prefix: [...lines.slice(0, line), text.slice(0, indentation + characters)].join('\n'),
      suffix: `\n${lines.slice(line + 1).join('\n')}`,
      path,
      languageId: languageOf(path),
    },
    trigger: 'automatic',
    lengthMode: 'auto',
  } as const;
}

const proxy = await startProxy();
const { engine, close } = openEngine({ proxy: proxy.origin, token: proxy.token });
const runs: Record<'cold' | 'warm', Result[]> = { cold: [], warm: [] };
try {
  // The first answer of all loads grammars and the policy; it belongs to neither.
  const all = places();
  await engine.complete(placeAt(all[0] as Stop, typed, 'first'), new AbortController().signal);
  for (const [index, stop] of all.entries()) {
    // Another first line: nothing of it stands in the model's cache.
    const fresh = { ...stop, lines: [`// ${index} ${stop.path}`, ...stop.lines], line: stop.line + 1 };
    for (const [kind, characters] of [
      ['cold', typed],
      ['warm', typed + 1],
    ] as const) {
      runs[kind].push(
        await engine.complete(placeAt(fresh, characters, `${stop.path}#${index}`), new AbortController().signal),
      );
    }
  }
} finally {
  close();
  await proxy.stop();
}

process.stdout.write(`${wanted} places of the sample bank, one thread, milliseconds (p50 / p95)\n`);
process.stdout.write('stage                          cold              warm\n');
const stages = ['decide', 'reuse', 'wait', 'collect', 'ask', 'shape'] as const;
for (const stage of stages)
  row(stage, result => sum(result.trace.stages.filter(one => one.name === stage).map(one => one.to - one.from)));
row('first text after the request', result => result.trace.firstTextMs);
row('key to suggestion', result =>
  result.kind === 'offered' ? Math.max(...result.trace.stages.map(one => one.to)) : null,
);
row('without the wait', result =>
  result.kind === 'offered'
    ? Math.max(...result.trace.stages.map(one => one.to)) -
      sum(result.trace.stages.filter(one => one.name === 'wait').map(one => one.to - one.from))
    : null,
);
for (const kind of ['cold', 'warm'] as const) {
  const offered = runs[kind].filter(result => result.kind === 'offered');
  const reused = offered.filter(result => result.trace.source !== 'network').length;
  process.stdout.write(
    `${kind}: ${offered.length} of ${runs[kind].length} offered, ${reused} of them without a request\n`,
  );
}

function row(title: string, figure: (result: Result) => number | null): void {
  const cells = (['cold', 'warm'] as const).map(kind => {
    const figures = runs[kind]
      .map(figure)
      .filter(one => one !== null)
      .sort((a, b) => a - b);
    return `${quantile(figures, 0.5)} / ${quantile(figures, 0.95)}`.padStart(16);
  });
  process.stdout.write(`${title.padEnd(28)}${cells.join('  ')}\n`);
}

function quantile(sorted: number[], share: number): string {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? '-' : value.toFixed(value < 10 ? 1 : 0);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
