// What shaping makes of a perfect model that does not know when to stop: real code with a hole, and an answer that fills
// the hole and runs on over what follows it. Restored: accepting gives the original text back.
// npm run bench -- shape [CASES PER KIND] [--failures]

import { situate } from '../../extension/core/situation.ts';
import { withoutTree } from '../../extension/engine/syntax.ts';
import { languageOf } from '../../extension/headless/language-of.ts';
import { Replay } from '../../extension/headless/replay.ts';
import { packFor } from '../../extension/languages/index.ts';
import { readFromPackages } from '../../grammars/packages.ts';
import { readRepositories, type SourceFile } from '../support/corpora.ts';

interface Hole {
  prefix: string;
  suffix: string;
  answer: string;
  /** What belongs between prefix and suffix. */
  truth: string;
  /** What follows the prefix after the accept, where it is not the truth and the suffix. */
  expected?: string;
}

type Kind = 'rest-of-line' | 'gap' | 'closed' | 'line' | 'block' | 'unclosed-block' | 'arguments' | 'unfinished';
const kinds: readonly Kind[] = [
  'rest-of-line',
  'gap',
  'closed',
  'line',
  'block',
  'unclosed-block',
  'arguments',
  'unfinished',
];
const overrun = 6;

/** A fixed sequence: the same holes each time. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function dig(kind: Kind, { path, text }: SourceFile, random: (below: number) => number): Hole | undefined {
  const lines = text.split('\n');
  const row = random(lines.length);
  const line = lines[row]!;
  const head = lines
    .slice(0, row)
    .map(one => `${one}\n`)
    .join('');
  const tail = (from: number): string =>
    lines
      .slice(from)
      .map(one => `\n${one}`)
      .join('');
  const following = (from: number): string =>
    lines
      .slice(from, from + overrun)
      .map(one => `\n${one}`)
      .join('');
  const indent = /^[ \t]*/.exec(line)![0];
  const isComment = /^\s*(?:\/\/|\*|\/\*|#|--)|^.{6}\*/.test(line);
  if (line.trim().length < 8 || isComment) return undefined;
  const isBeyondProgram = (at: number): boolean => languageOf(path) === 'cobol' && at >= 72;
  if (kind === 'line') {
    const truth = line.slice(indent.length);
    return { prefix: head + indent, suffix: tail(row + 1), truth, answer: truth + following(row + 1) };
  }
  if (kind === 'rest-of-line') {
    const starts = [...line.matchAll(/(?<=[\s(,.=])\w/g)]
      .map(match => match.index)
      .filter(index => index > indent.length + 2 && !isBeyondProgram(index));
    const at = starts[random(starts.length)];
    if (at === undefined) return undefined;
    const truth = line.slice(at);
    return { prefix: head + line.slice(0, at), suffix: tail(row + 1), truth, answer: truth + following(row + 1) };
  }
  if (kind === 'gap' || kind === 'closed')
    return digInLine(kind, languageOf(path), line, indent.length, head, tail, following, row, random);
  if (kind === 'unfinished') {
    // The document ends at the cursor: what it has opened is open still. The line is what counts.
    const truth = line.slice(indent.length);
    return { prefix: head + indent, suffix: '', truth, answer: truth + following(row + 1) };
  }
  if (kind === 'arguments') {
    const open = line.indexOf('(');
    const close = line.indexOf(')', open);
    if (open < 0 || close < open + 2 || line.slice(open + 1, close).includes('(')) return undefined;
    const truth = line.slice(open + 1, close);
    const rest = line.slice(close);
    return {
      prefix: head + line.slice(0, open + 1),
      suffix: rest + tail(row + 1),
      truth,
      answer: truth + rest + following(row + 1),
    };
  }
  if (!/[{]\s*$/.test(line)) return undefined;
  const end = lines.findIndex((one, index) => index > row && one.startsWith(`${indent}}`));
  if (end < 0 || end - row > 15 || end - row < 2) return undefined;
  const body = lines
    .slice(row + 1, end)
    .map(one => `\n${one}`)
    .join('');
  if (kind === 'block') {
    return { prefix: head + line.trimEnd(), suffix: tail(end), truth: body, answer: body + following(end) };
  }
  const closer = `\n${lines[end]}`;
  if (!/^\s*\}[;,)]*$/.test(closer)) return undefined;
  return {
    prefix: head + line.trimEnd(),
    suffix: tail(end + 1),
    truth: body + closer,
    answer: body + closer + following(end + 1),
  };
}

/** A piece in the middle of a line; or the line's end, with the brackets behind the cursor that an editor has closed by itself. */
function digInLine(
  kind: 'gap' | 'closed',
  languageId: string,
  line: string,
  indent: number,
  head: string,
  tail: (from: number) => string,
  following: (from: number) => string,
  row: number,
  random: (below: number) => number,
): Hole | undefined {
  const program = line.slice(0, 72);
  const starts = [...program.matchAll(/(?<=[\s(,.=])\w/g)].map(match => match.index).filter(at => at > indent);
  const at = starts[random(starts.length)];
  if (at === undefined) return undefined;
  const prefix = head + line.slice(0, at);
  if (kind === 'closed') {
    const closers: string[] = [];
    for (const character of line.slice(0, at)) {
      const inString = closers[0] === '"' || closers[0] === "'";
      if (character === closers[0]) closers.shift();
      else if (inString) continue;
      else if (character === '(') closers.unshift(')');
      else if (character === '[') closers.unshift(']');
      else if (character === '"' || character === "'") closers.unshift(character);
    }
    const truth = line.slice(at);
    // An editor closes nothing in comments; what a line opens for those below it is not closed there.
    const isEven = (line.match(/[([{]/g) ?? []).length === (line.match(/[)\]}]/g) ?? []).length;
    const { mode } = situate({ prefix, suffix: '', languageId, path: '' }, packFor(languageId), withoutTree);
    if (mode.kind.endsWith('comment')) return undefined;
    if (!isEven || closers.length === 0 || closers.some(closer => !truth.includes(closer))) return undefined;
    const rest = tail(row + 1);
    return {
      prefix,
      suffix: closers.join('') + rest,
      truth,
      expected: truth + rest,
      answer: truth + following(row + 1),
    };
  }
  const ends = [...line.slice(at).matchAll(/(?<=\w)(?=[\s),.;\]])/g)].map(match => at + match.index);
  const end = ends[random(ends.length)];
  if (end === undefined || end >= line.trimEnd().length) return undefined;
  const truth = line.slice(at, end);
  const opened = (truth.match(/[([{]/g) ?? []).length;
  if (opened !== (truth.match(/[)\]}]/g) ?? []).length || (truth.match(/["']/g) ?? []).length % 2 > 0) return undefined;
  const rest = line.slice(end);
  return { prefix, suffix: rest + tail(row + 1), truth, answer: truth + rest + following(row + 1) };
}

const count = Number(process.argv[2] ?? 200);
const showFailures = process.argv.includes('--failures');
const only = process.argv.find(argument => argument.startsWith('--language='))?.slice('--language='.length);
const onlyKind = process.argv.find(argument => argument.startsWith('--kind='))?.slice('--kind='.length);
const files = readRepositories(path => languageOf(path) !== 'plaintext' && languageOf(path) !== 'markdown');
if (!files) process.stdout.write('The corpora ../shared/corpora are absent: nothing measured.\n');
else await measure(files);

async function measure(all: SourceFile[]): Promise<void> {
  const byLanguage = groupByLanguage(all);
  const replay = new Replay(readFromPackages, message => process.stderr.write(`${message}\n`));
  const rows: Record<string, string | number>[] = [];
  for (const [languageId, sources] of [...byLanguage].sort(([a], [b]) => a.localeCompare(b))) {
    if (only && languageId !== only) continue;
    for (const kind of kinds) {
      if (onlyKind && kind !== onlyKind) continue;
      const random = generator(languageId.length * 31 + kind.length);
      const tally = { cases: 0, restored: 0, silent: 0, other: 0 };
      let spent = 0;
      for (let tries = 0; tries < count * 30 && tally.cases < count; tries++) {
        const source = sources[random(sources.length)]!;
        const hole = dig(kind, source, random);
        if (!hole || source.text.length > 100_000) continue;
        tally.cases++;
        const started = performance.now();
        const result = await replay.run({
          id: tally.cases,
          languageId,
          filename: source.path,
          prefix: hole.prefix,
          suffix: hole.suffix,
          completion: hole.answer,
        });
        spent += performance.now() - started;
        const got = result.shown === null ? undefined : result.shown + hole.suffix.slice(result.replaceSuffixLength);
        const column = hole.prefix.length - hole.prefix.lastIndexOf('\n') - 1;
        const compare = (text: string): string => loose(text, column, languageId);
        const line = kind === 'unfinished' ? got?.split('\n', 1)[0] : got;
        const same = line !== undefined && compare(line) === compare(hole.expected ?? hole.truth + hole.suffix);
        if (same) tally.restored++;
        else if (got === undefined) tally.silent++;
        else tally.other++;
        if (!same && showFailures) show(languageId, kind, source, hole, result);
      }
      if (tally.cases < 5) continue;
      const percent = (part: number): string => `${((100 * part) / tally.cases).toFixed(1)} %`;
      rows.push({
        language: languageId,
        kind,
        cases: tally.cases,
        restored: percent(tally.restored),
        silent: percent(tally.silent),
        other: percent(tally.other),
        'ms a case': (spent / tally.cases).toFixed(1),
      });
    }
  }
  if (!showFailures) process.stdout.write(`${table(rows)}\n`);
}

/** Space at line ends, empty lines and the numbers beyond column 72 of old COBOL are not what is measured. */
function loose(text: string, column: number, languageId: string): string {
  const lines = text.split('\n');
  const program = lines.map((line, index) => line.slice(0, Math.max(0, 72 - (index === 0 ? column : 0))));
  return (languageId === 'cobol' ? program.join('\n') : text)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

function show(languageId: string, kind: Kind, source: SourceFile, hole: Hole, result: object): void {
  const context = hole.prefix.split('\n').slice(-4).join('\n');
  process.stdout.write(
    `=== ${languageId} ${kind} ${source.path}\n${context}█${hole.suffix.split('\n').slice(0, 3).join('\n')}\n--- truth: ${JSON.stringify(hole.truth)}\n--- ${JSON.stringify(result)}\n`,
  );
}

function table(rows: Record<string, string | number>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map(name => Math.max(name.length, ...rows.map(row => String(row[name]).length)));
  const line = (cells: (string | number)[]): string =>
    cells.map((cell, index) => String(cell).padEnd(widths[index]!)).join('  ');
  return [line(names), ...rows.map(row => line(names.map(name => row[name]!)))].join('\n');
}

function groupByLanguage(files: SourceFile[]): Map<string, SourceFile[]> {
  const groups = new Map<string, SourceFile[]>();
  for (const file of files) {
    const id = languageOf(file.path);
    groups.set(id, [...(groups.get(id) ?? []), file]);
  }
  return groups;
}
