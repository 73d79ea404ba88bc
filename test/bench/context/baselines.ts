import type { RecallCase } from './cases.ts';
import type { SourceFile } from './repositories.ts';

/** Published ways to find context in other files; each gives the text of its snippets, best first. */
export type Baseline = (recallCase: RecallCase) => string;

/** Characters collected before a baseline stops: more than the largest budget measured. */
const enough = 10_000;
const wordsOf = (lines: readonly string[]): string[] =>
  lines.flatMap(line => line.toLowerCase().match(/[a-z0-9_]+/g) ?? []);

/** BM25 over chunks of ten lines, the ten lines above the cursor asking, the chunk after each hit shown (CrossCodeEval). */
export function nextChunkByBm25(files: readonly SourceFile[]): Baseline {
  const chunkLines = 10;
  const queryLines = 10;
  const [k1, b] = [1.2, 0.75];
  const chunks: { path: string; lines: string[]; length: number; next: number }[] = [];
  const postings = new Map<string, [chunk: number, count: number][]>();
  for (const { path, text } of files) {
    const lines = text.split(/\r?\n/);
    for (let from = 0; from < lines.length; from += chunkLines) {
      const chunk = chunks.length;
      const words = wordsOf(lines.slice(from, from + chunkLines));
      const next = from + chunkLines < lines.length ? chunk + 1 : chunk;
      chunks.push({ path, lines: lines.slice(from, from + chunkLines), length: words.length, next });
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const [word, count] of counts) {
        const list = postings.get(word) ?? [];
        list.push([chunk, count]);
        postings.set(word, list);
      }
    }
  }
  const average = chunks.reduce((sum, { length }) => sum + length, 0) / chunks.length;
  return ({ path, text, offset }) => {
    const above = text.slice(0, offset).split('\n').slice(0, -1).slice(-queryLines);
    const scores = new Map<number, number>();
    for (const word of new Set(wordsOf(above))) {
      const list = postings.get(word) ?? [];
      const rarity = Math.log(1 + (chunks.length - list.length + 0.5) / (list.length + 0.5));
      for (const [chunk, count] of list) {
        if (chunks[chunk]!.path === path) continue;
        const saturated = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * chunks[chunk]!.length) / average));
        scores.set(chunk, (scores.get(chunk) ?? 0) + rarity * saturated);
      }
    }
    const ranked = [...scores].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
    const shown = new Set<number>();
    let out = '';
    for (const [chunk] of ranked) {
      const next = chunks[chunk]!.next;
      if (shown.has(next)) continue;
      shown.add(next);
      out += `${chunks[next]!.lines.join('\n')}\n`;
      if (out.length > enough) break;
    }
    return out;
  };
}

/** The window of sixty lines in each file that shares most words with the sixty lines above the cursor (Jaccard). */
export function windowsByJaccard(files: readonly SourceFile[]): Baseline {
  const windowLines = 60;
  const parsed = files.map(({ path, text }) => {
    const lines = text.split(/\r?\n/);
    return { path, lines, words: lines.map(line => wordsOf([line])) };
  });
  return ({ path, text, offset }) => {
    const asked = new Set(wordsOf(text.slice(0, offset).split('\n').slice(0, -1).slice(-windowLines)));
    const best: { score: number; lines: string[] }[] = [];
    for (const file of parsed) {
      if (file.path === path) continue;
      const { score, from } = bestWindow(file.words, asked, windowLines);
      if (score > 0) best.push({ score, lines: file.lines.slice(from, from + windowLines) });
    }
    best.sort((x, y) => y.score - x.score);
    let out = '';
    for (const { lines } of best) {
      out += `${lines.join('\n')}\n`;
      if (out.length > enough) break;
    }
    return out;
  };
}

function bestWindow(
  words: readonly string[][],
  asked: ReadonlySet<string>,
  windowLines: number,
): { score: number; from: number } {
  const counts = new Map<string, number>();
  let shared = 0;
  let best = { score: 0, from: 0 };
  words.forEach((line, at) => {
    for (const word of line) {
      const count = counts.get(word) ?? 0;
      counts.set(word, count + 1);
      if (count === 0 && asked.has(word)) shared++;
    }
    for (const word of at >= windowLines ? words[at - windowLines]! : []) {
      const count = counts.get(word)! - 1;
      if (count > 0) counts.set(word, count);
      else {
        counts.delete(word);
        if (asked.has(word)) shared--;
      }
    }
    if (at < windowLines - 1 && at < words.length - 1) return;
    const score = shared / (asked.size + counts.size - shared || 1);
    if (score > best.score) best = { score, from: Math.max(0, at - windowLines + 1) };
  });
  return best;
}
