import type { Candidate, Filter } from '../candidate.ts';
import { closedBlocks } from '../closed-block.ts';
import { type OpenBlock, scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { hasWords, isBlank } from '../text.ts';
import { longestWholeLines } from '../whole-lines.ts';
import { balanceClosers } from './closers.ts';

/**
 * Ends the answer at the last line where it would leave the document's brackets worse than they are; where not even one line
 * holds, it may stay open where the document is open too, is closed at the document's end, or ends before the bracket.
 */
export const keepBalance: Filter = (candidate, shaping) => {
  const { situation } = shaping;
  const allowed = imbalance({ text: '', replaceSuffixLength: 0 }, situation);
  const fits = (kept: Candidate): boolean => imbalance(kept, situation) <= allowed;
  const whole = longestWholeLines(candidate, fits);
  // A head whose body begins on the next line is no whole.
  const isHead = whole !== null && /^\s*\n\s*\{/.test(candidate.text.slice(whole.text.length));
  if (whole && !isHead) return whole;
  const [line] = candidate.text.split('\n', 1);
  // At the end of what is being written nothing follows that an open bracket could spoil.
  const first = { ...candidate, text: line! };
  const isBeingWritten =
    !isHead && isBlank(situation.suffix) && (situation.unclosed.size > 0 || !isBlank(situation.before));
  if (isBeingWritten && hasWords(first.text) && imbalance(first, situation, false) <= allowed) return first;
  const closed = closedBlocks(candidate, situation).find(fits);
  if (closed ?? whole) return closed ?? whole;
  const cut = beforeOpenBracket(candidate, situation);
  // What of the line after the cursor the shorter text still repeats is another question now.
  const refitted =
    cut === undefined || operandMissing.test(cut)
      ? null
      : balanceClosers({ text: cut, replaceSuffixLength: 0 }, shaping);
  return refitted && hasWords(refitted.text) && fits(refitted) ? refitted : null;
};

/** What is cut off here would be what the line is about: `limits: [`, `x = [`, `vec![`. */
const operandMissing = /[=:,+\-*/%&|<!?(]$/;

/** `isOpen()) {` without the brace that the answer was too short to close. */
function beforeOpenBracket({ text }: Candidate, situation: Situation): string | undefined {
  const line = text.split('\n', 1)[0]!;
  const { open } = scan(line, situation.pack.lexical, { mode: situation.mode, outer: situation.open });
  const bracket = open.find(isOpenBracket);
  return bracket && line.slice(0, bracket.index).trimEnd();
}

/** Brackets left open or closed twice, and a string or comment without its end, from the cursor on. */
function imbalance({ text, replaceSuffixLength }: Candidate, situation: Situation, countOpen = true): number {
  const rest = text + situation.suffix.slice(replaceSuffixLength, 100_000);
  let brokenStrings = 0;
  const scanned = scan(rest, situation.pack.lexical, { mode: situation.mode, outer: situation.open });
  if (scanned.mode.kind === 'block-comment' || (scanned.mode.kind === 'string' && scanned.mode.rule.multiline))
    brokenStrings++;
  const stray = scanned.unmatched.filter(
    closer => !closer.block && closer.closer.length === 1 && ')]}'.includes(closer.closer),
  );
  const open = [...scanned.open, ...scanned.outer].filter(isOpenBracket);
  return (countOpen ? open.length : 0) + stray.length + brokenStrings;
}

function isOpenBracket({ opener }: OpenBlock): boolean {
  return opener.length <= 2 && '([{${'.includes(opener);
}
