import type { Candidate, Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { countErrors } from '../syntax.ts';
import { annotation } from '../text.ts';
import { longestWholeLines } from '../whole-lines.ts';

const nothing: Candidate = { text: '', replaceSuffixLength: 0 };

/**
 * Ends the answer at the last line, or drops it, where the document would parse with more errors than before. A document that
 * is still being written is judged as if what it has opened were closed at its end; a declaration, as if its body followed.
 */
export const refuseSyntaxErrors: Filter = (candidate, { situation }) => {
  const { pack, unclosed, suffix } = situation;
  if (pack.syntax?.dialects) return candidate;
  const asItIs = errorsWith(nothing, situation);
  if (asItIs === undefined) return candidate;
  const isBeingWritten = unclosed.size > 0 || (suffix.trim() === '' && asItIs > 0);
  if (!isBeingWritten) return longestWholeLines(candidate, kept => (errorsWith(kept, situation) ?? 0) <= asItIs);
  const closed = (kept: Candidate, body = ''): number =>
    errorsWith(kept, situation, body, closersFor(kept, situation)) ?? 0;
  const before = closed(nothing);
  return longestWholeLines(
    candidate,
    kept => closed(kept) <= before || (mayLackBody(kept, situation) && closed(kept, bodyFor(kept)) <= before),
  );
};

function errorsWith(candidate: Candidate, situation: Situation, body = '', closers = ''): number | undefined {
  const { prefix, suffix, parse } = situation;
  const rest = suffix.slice(candidate.replaceSuffixLength);
  const tree = parse(prefix + candidate.text + body + rest + closers);
  if (!tree) return undefined;
  try {
    return countErrors(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** Closers of what neither the document nor the answer has closed. */
function closersFor({ text, replaceSuffixLength }: Candidate, situation: Situation): string {
  const { unclosed, suffix, pack, mode, open } = situation;
  const scanned = scan(text, pack.lexical, { mode, outer: open });
  // What the answer itself leaves open is closed by the document, if anything stands there.
  const ownOpen = suffix.slice(replaceSuffixLength).trim() === '' ? scanned.open : [];
  return [...scanned.outer.filter(block => unclosed.has(block)), ...ownOpen]
    .map(({ closer }) => `\n${closer}`)
    .reverse()
    .join('');
}

function bodyFor({ text }: Candidate): string {
  return annotation.test(text.slice(text.lastIndexOf('\n') + 1)) ? '\nclass A {}' : ' {}';
}

/** `class A`, `void f()`, `if (x)`: the next line will open it. */
function mayLackBody({ text }: Candidate, { suffix, pack }: Situation): boolean {
  return pack.blocks === 'brackets' && suffix.trim() === '' && /[\p{L}\p{N}_)>\]]\s*$/u.test(text);
}
