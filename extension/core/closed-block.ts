import type { Candidate } from './candidate.ts';
import { scan } from './lexical.ts';
import type { Situation } from './situation.ts';
import { indentOf, isBlank } from './text.ts';

/**
 * A block that the answer was too short to close, closed: as much of it as is whole, else its first line alone. Only at the
 * end of a document, where nothing else will close it. Longest first.
 */
export function closedBlocks(candidate: Candidate, situation: Situation): Candidate[] {
  const { pack, mode, suffix } = situation;
  if (pack.blocks !== 'brackets' || mode.kind !== 'code' || !isBlank(suffix)) return [];
  const lines = candidate.text.split('\n');
  // The last line may be cut in the middle.
  const lengths = [lines.length - 1, 2, 1].filter(length => length >= 1 && length <= lines.length);
  return lengths.flatMap(length => {
    const text = lines.slice(0, length).join('\n').trimEnd();
    const closers = closersOf(text, situation);
    return closers === undefined ? [] : [{ ...candidate, text: text + closers }];
  });
}

/** Undefined where anything but a block is open at the end. */
function closersOf(text: string, { pack, before, open }: Situation): string | undefined {
  const scanned = scan(text, pack.lexical, { outer: open });
  const isClosable = scanned.open.every(({ opener }) => opener === '{') && scanned.unmatched.length === 0;
  if (scanned.mode.kind !== 'code' || scanned.open.length === 0 || !isClosable) return undefined;
  return scanned.open
    .map(({ index, closer }) => {
      const start = text.lastIndexOf('\n', index) + 1;
      return `\n${indentOf(start === 0 ? before + text : text.slice(start))}${closer}`;
    })
    .reverse()
    .join('');
}
