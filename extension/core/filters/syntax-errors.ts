import type { Candidate, Filter } from '../candidate.ts';
import type { Situation } from '../situation.ts';
import { countErrors } from '../syntax.ts';
import { longestWholeLines } from '../whole-lines.ts';

/** Ends the answer at the last line, or drops it, where the document would parse with more errors than before. */
export const refuseSyntaxErrors: Filter = (candidate, { situation }) => {
  if (situation.pack.syntax?.dialects) return candidate;
  const before = errorsWith({ text: '', replaceSuffixLength: 0 }, situation);
  if (before === undefined) return candidate;
  return longestWholeLines(candidate, kept => (errorsWith(kept, situation) ?? 0) <= before);
};

function errorsWith({ text, replaceSuffixLength }: Candidate, situation: Situation): number | undefined {
  const tree = situation.parse(situation.prefix + text + situation.suffix.slice(replaceSuffixLength));
  if (!tree) return undefined;
  try {
    return countErrors(tree.rootNode);
  } finally {
    tree.delete();
  }
}
