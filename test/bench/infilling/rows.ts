import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One line taken out of a solved HumanEval problem; prompt, solution and suffix join with a newline between each. */
export interface Row {
  name: string;
  language: 'java' | 'js' | 'py';
  prompt: string;
  suffix: string;
  canonical_solution: string;
  tests: string;
}

/** Exact match of Qwen2.5-Coder-0.5B (base, full precision), from the technical report of Qwen2.5-Coder, HumanEval-FIM. */
export const published = { java: 78.1, js: 81.2, py: 70.3 } as const;

const corpus = join(import.meta.dirname, '../../../../shared/corpora/infilling/humaneval-fim.jsonl.gz');

/** Every n-th row, the same ones each time; null where the corpus is absent. */
export function sampleRows(wanted: number): Row[] | null {
  if (!existsSync(corpus)) return null;
  const rows = gunzipSync(readFileSync(corpus))
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Row);
  const size = Math.min(wanted, rows.length);
  return Array.from({ length: size }, (_, index) => rows[Math.floor((index * rows.length) / size)] as Row);
}

/** A line of nothing but brackets and punctuation closes a block: 30 % of the Java and JavaScript rows. */
export function isCloser(row: Row): boolean {
  return /^[\s)\]};,]*$/.test(row.canonical_solution);
}

/** 1 where both are equal, 0 where they share nothing: 1 - Levenshtein distance / length of the longer. */
export function editSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    above = current;
  }
  return 1 - (above[b.length] as number) / Math.max(a.length, b.length);
}
