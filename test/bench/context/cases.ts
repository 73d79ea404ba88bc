import { dialectOf, namesIn, sameLine } from './names.ts';
import { randomFrom, shuffled } from './random.ts';
import type { SourceFile } from './repositories.ts';

/**
 * XIR@B: of the identifiers that a held-out line needs, that occur nowhere else in its file but in some other file, the
 * share that is in the first B tokens of the collected context. Lines that occur verbatim elsewhere are left out. The
 * cursor stands at the line's indentation, or mid-line: before its last needed identifier.
 */
export interface RecallCase {
  id: string;
  path: string;
  line: number;
  held: string;
  /** The identifiers that are needed and only found elsewhere. */
  needed: string[];
  /** The document without what is held out, and the cursor in it. */
  text: string;
  offset: number;
}

export interface CaseOptions {
  seed: number;
  count: number;
  midLine: boolean;
  /** Any line with names, not only those that need names of other files: `needed` then holds all of the line's names. */
  any?: boolean;
}

/** Cases from one file, at most: large files would be all there is. */
const mostInOneFile = 3;
const bringsIn = /^\s*(?:import|package|using|from|export \*|namespace)\b/;

export function recallCases(files: readonly SourceFile[], { seed, count, midLine, any }: CaseOptions): RecallCase[] {
  const parsed = files.map(file => {
    const lines = file.text.split(/\r?\n/);
    return { file, lines, names: lines.map(line => namesIn(file.path, line)) };
  });
  const filesWith = new Map<string, number>();
  const linesLike = new Map<string, number>();
  for (const { file, lines, names } of parsed) {
    for (const name of new Set(names.flat())) filesWith.set(name, (filesWith.get(name) ?? 0) + 1);
    for (const line of lines) {
      const same = sameLine(file.path, line);
      linesLike.set(same, (linesLike.get(same) ?? 0) + 1);
    }
  }
  const found: { at: number; line: number; needed: string[] }[] = [];
  parsed.forEach(({ file, lines, names }, at) => {
    // Cases are taken from programs: a COBOL copybook has no line that needs another file.
    const dialect = /\.(?:kts|cpy)$/i.test(file.path) ? undefined : dialectOf(file.path);
    if (!dialect) return;
    const inFile = new Map<string, number>();
    for (const name of names.flat()) inFile.set(name, (inFile.get(name) ?? 0) + 1);
    lines.forEach((line, number) => {
      if (
        line.trim() === '' ||
        linesLike.get(sameLine(file.path, line))! > 1 ||
        dialect.comment.test(line) ||
        bringsIn.test(line)
      )
        return;
      const onLine = new Map<string, number>();
      for (const name of names[number]!) onLine.set(name, (onLine.get(name) ?? 0) + 1);
      const needed = [...onLine.keys()].filter(
        name => any || (inFile.get(name) === onLine.get(name) && filesWith.get(name)! > 1),
      );
      if (needed.length > 0) found.push({ at, line: number, needed });
    });
  });
  const cases: RecallCase[] = [];
  const taken = new Map<number, number>();
  for (const { at, line, needed } of shuffled(found, randomFrom(seed))) {
    if ((taken.get(at) ?? 0) >= mostInOneFile) continue;
    const made = heldOut(parsed[at]!.file.path, parsed[at]!.lines, line, needed, midLine);
    if (!made) continue;
    taken.set(at, (taken.get(at) ?? 0) + 1);
    cases.push({ ...made, id: String(cases.length) });
    if (cases.length === count) break;
  }
  return cases;
}

function heldOut(
  path: string,
  lines: readonly string[],
  line: number,
  needed: readonly string[],
  midLine: boolean,
): Omit<RecallCase, 'id'> | undefined {
  const held = lines[line]!;
  const fold = (text: string): string => (dialectOf(path)!.ignoreCase ? text.toLowerCase() : text);
  let cut = /^\s*/.exec(held)![0].length;
  let rest = [...needed];
  if (midLine) {
    const last = needed.reduce((best, name) =>
      fold(held).lastIndexOf(name) > fold(held).lastIndexOf(best) ? name : best,
    );
    const at = fold(held).lastIndexOf(last);
    if (held.slice(0, at).trim() === '') return undefined;
    cut = at;
    rest = [last];
  }
  const before = [...lines.slice(0, line), held.slice(0, cut)].join('\n');
  const after = lines.slice(line + 1).map(text => `\n${text}`);
  return { path, line, held, needed: rest, text: before + after.join(''), offset: before.length };
}
