import type { Situation } from './situation.ts';
import { type Surroundings, surroundingsAt } from './syntax.ts';
import { isBlank } from './text.ts';

/** Reasons to keep quiet at a place unless asked by hand. */
export type QuietPlace = 'comment' | 'string' | 'inside-word' | 'text-after-cursor';

/** What may stand after the cursor for an automatic suggestion: closers and separators that the answer fits before. */
const compatibleRest = /^[\s)\]}>;,:'"`]*[{]?\s*$/;

export function quietPlace(situation: Situation): QuietPlace | undefined {
  const around = surroundings(situation);
  if (around !== 'code' && !situation.pack.welcomeIn?.includes(around)) return around;
  if (/^[\p{L}\p{N}_]/u.test(situation.after)) return 'inside-word';
  if (!isBlank(situation.after) && !compatibleRest.test(situation.after)) return 'text-after-cursor';
  return undefined;
}

function surroundings(situation: Situation): Surroundings {
  const { syntax } = situation.pack;
  const kind = situation.mode.kind;
  // The scanner knows at once; the tree is asked where the scanner sees code, which it may have mistaken.
  if (kind === 'string') return isSqlString(situation) ? 'code' : 'string';
  if (kind !== 'code') return 'comment';
  const tree = syntax && situation.parse(situation.prefix + situation.suffix);
  if (!syntax || !tree) return 'code';
  try {
    return surroundingsAt(tree, situation.prefix.length, syntax) ?? 'code';
  } finally {
    tree.delete();
  }
}

/** A string that holds SQL is code of another language. */
function isSqlString({ prefix, mode }: Situation): boolean {
  if (mode.kind !== 'string') return false;
  const text = prefix.slice(prefix.lastIndexOf(mode.rule.open) + mode.rule.open.length);
  return /^\s*(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE|WITH|CREATE|ALTER|CALL)\b/i.test(text);
}
