import type { Candidates, FileWords } from './candidates.ts';
import type { DocumentWord } from './document-words.ts';
import type { Hit } from './search.ts';
import type { Without } from './without.ts';
import { chunkLines, type IndexedFile } from './workspace-index.ts';

/** What stands before the dot (or `->`, `::`, `?.`) that the cursor stands behind, and what is typed of the member. */
export interface Receiver {
  name: string;
  begun: string;
}

export function receiverAt(before: string): Receiver | undefined {
  const match = /([\p{L}_$][\p{L}\p{N}_$]*)(?:\([^()]*\))?\s*(?:\?\.|!?\.|->|::)\s*([\p{L}\p{N}_$]*)$/u.exec(before);
  return match ? { name: match[1]!, begun: match[2]! } : undefined;
}

/** Names of types that the document gives to the receiver: `Type name`, `name: Type`, `name = new Type(`, `name *Type`. */
export function typesOf(receiver: string, lines: readonly string[]): string[] {
  const found = new Set<string>();
  if (/^\p{Lu}/u.test(receiver)) found.add(receiver);
  const patterns = [
    new RegExp(`([\\p{L}_][\\p{L}\\p{N}_]*)(?:<[^<>]*>)?(?:\\[\\])?[?*&]*\\s+[*&]?${receiver}(?![\\p{L}\\p{N}_])`, 'u'),
    new RegExp(`(?<![\\p{L}\\p{N}_.])${receiver}\\??\\s*:\\s*(?:[\\p{L}_]\\w*\\.)*([\\p{L}_][\\p{L}\\p{N}_]*)`, 'u'),
    new RegExp(
      `(?<![\\p{L}\\p{N}_])${receiver}\\s*:?=\\s*(?:new\\s+|&|await\\s+)?(?:\\w+\\.)*(\\p{Lu}[\\p{L}\\p{N}_]*)\\s*[({<]`,
      'u',
    ),
    new RegExp(`(?<![\\p{L}\\p{N}_.])${receiver}\\s+\\*?(?:\\w+\\.)?(\\p{Lu}[\\p{L}\\p{N}_]*)`, 'u'),
  ];
  for (const line of lines) {
    if (!line.includes(receiver) || line.length > longestLine) continue;
    for (const pattern of patterns) {
      const type = pattern.exec(line)?.[1];
      if (type !== undefined && /^\p{Lu}/u.test(type)) found.add(type);
    }
    if (found.size >= mostTypes) break;
  }
  return [...found].slice(0, mostTypes);
}

const longestLine = 400;
const mostTypes = 3;
/** A type that more files than this declare is not one type. */
const mostDefiners = 4;

/** The files that declare one of the types, by path. */
export function filesDeclaring(types: readonly string[], view: Without): IndexedFile[] {
  const found = new Set<IndexedFile>();
  for (const type of types) {
    const term = view.find(type);
    if (term === undefined) continue;
    const files = view.definers(term).filter(file => declaresType(file, term));
    if (files.length <= mostDefiners) for (const file of files) found.add(file);
  }
  return [...found].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function declaresType(file: IndexedFile, term: number): boolean {
  return file.definitions.some(definition => definition.term === term && definition.kind === 'type');
}

/** Counts the names that follow those of the line being typed, on lines of the hits. */
export function weighFollowers(
  hits: readonly Hit[],
  words: readonly DocumentWord[],
  files: FileWords,
  candidates: Candidates,
): void {
  const typed = new Set(words.flatMap(({ term }) => (term === undefined ? [] : [term])));
  const last = words.at(-1)?.term;
  if (typed.size === 0) return;
  for (const { file, chunk } of hits) {
    const held = files.of(file);
    const to = Math.min(file.lineCount, (chunk + 1) * chunkLines);
    for (let line = chunk * chunkLines; line < to; line++) {
      let met = 0;
      let metLast = 0;
      for (let at = held.starts[line]!; at < held.starts[line + 1]!; at++) {
        const term = held.values[at]!;
        if (typed.has(term)) {
          met++;
          if (term === last) metLast = at + 1;
          continue;
        }
        if (met === 0) continue;
        const evidence = candidates.of(term);
        const share = Math.min(1, met / typed.size) + (metLast === at ? 1 : 0);
        if (share > evidence.after) evidence.after = share;
      }
    }
  }
}
