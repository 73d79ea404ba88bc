import type { Filter } from '../candidate.ts';
import { isRemarkable } from '../remarkable.ts';
import type { Situation } from '../situation.ts';
import { hasWords, indentWidth, isBlank, previousTextLine } from '../text.ts';

/** Shorter pieces repeat by chance. */
const shortestEcho = 3;

/**
 * Takes off what the answer repeats of the cursor's own line: the line from its beginning, the target of its assignment or the
 * word being typed; on an empty line, the line above.
 */
export const stripRepeatedLineStart: Filter = (candidate, { situation }) => {
  const onEmptyLine = isBlank(situation.before) && isBlank(situation.after);
  const above = onEmptyLine ? lineAboveRepeated(candidate.text, situation) : undefined;
  if (above !== undefined) return { ...candidate, text: above };
  const line = situation.before.trimStart();
  const target = /[\p{L}\p{N}_.]+ *:?= *$/u.exec(situation.before)?.[0] ?? '';
  const word = /[\p{L}\p{N}_]+$/u.exec(situation.before)?.[0] ?? '';
  for (const echo of [line, line.trimEnd(), target, word]) {
    if (echo.length < shortestEcho || !hasWords(echo)) continue;
    const text = candidate.text.trimStart();
    if (text.startsWith(echo) && text.length > echo.length) return { ...candidate, text: text.slice(echo.length) };
  }
  return candidate;
};

/** What follows the line above the cursor, where the answer begins with that line once more: a head that it starts over. */
function lineAboveRepeated(text: string, { prefix, before }: Situation): string | undefined {
  const above = previousTextLine(prefix);
  const [first = '', ...rest] = text.trimStart().split('\n');
  const isHead = above !== undefined && /[{:(]\s*$/.test(above) && isRemarkable(above);
  if (!isHead || first.trim() !== above.trim() || isBlank(rest.join(''))) return undefined;
  // Deeper than the cursor stands the body of a block within the block.
  const body = rest.find(line => !isBlank(line))!;
  return indentWidth(body) > indentWidth(before) ? undefined : rest.join('\n');
}
