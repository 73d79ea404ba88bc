import type { Candidate, Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { longestWholeLines } from '../whole-lines.ts';

/** Ends the answer at the last line, or drops it, where it would leave the document's brackets worse than they are. */
export const keepBalance: Filter = (candidate, { situation }) => {
  const allowed = imbalance({ text: '', replaceSuffixLength: 0 }, situation);
  return longestWholeLines(candidate, kept => imbalance(kept, situation) <= allowed);
};

/** Brackets left open or closed twice, and a string or comment without its end, from the cursor on. */
function imbalance({ text, replaceSuffixLength }: Candidate, situation: Situation): number {
  const rest = text + situation.suffix.slice(replaceSuffixLength, 100_000);
  let brokenStrings = 0;
  const scanned = scan(rest, situation.pack.lexical, { mode: situation.mode, outer: situation.open });
  if (scanned.mode.kind === 'block-comment' || (scanned.mode.kind === 'string' && scanned.mode.rule.multiline))
    brokenStrings++;
  const stray = scanned.unmatched.filter(
    closer => !closer.block && closer.closer.length === 1 && ')]}'.includes(closer.closer),
  );
  const open = [...scanned.open, ...scanned.outer].filter(
    block => block.opener.length <= 2 && '([{${'.includes(block.opener),
  );
  return open.length + stray.length + brokenStrings;
}
