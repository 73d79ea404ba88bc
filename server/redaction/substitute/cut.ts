/** A value of which only the beginning stands before the cursor: the user is typing again what stands elsewhere in the request. */
import { Matcher } from '../restore/matcher.ts';
import type { Restorable } from '../restore/restorer.ts';
import { isAlphanumeric } from '../scan/characters.ts';
import type { Hit } from '../scan/hit.ts';

export interface Cut {
  /** Where in the prefix the value begins. */
  start: number;
  /** The beginning of the placeholder, to stand there instead. */
  text: string;
  finding: { rule: string; class: string; confidence: number };
}

/** Fewer characters than this say nothing of the value. */
const shortestCut = 4;

/**
 * The beginning of a value at the end of the prefix, and of its placeholder to put there. The restorer then sees the rest of the
 * placeholder come and puts the rest of the value back.
 */
export function continueCut(prefix: string, hits: readonly Hit[], all: readonly Restorable[]): Cut | null {
  const restorables = begunIn(prefix, all);
  if (restorables.length === 0) return null;
  const matcher = new Matcher(restorables.map(({ value }) => value));
  const longest = Math.max(...restorables.map(({ value }) => value.length));
  let state = 0;
  for (let at = Math.max(0, prefix.length - longest); at < prefix.length; at++)
    state = matcher.step(state, prefix.charCodeAt(at));
  const length = matcher.depth(state);
  const start = prefix.length - length;
  if (
    length < shortestCut ||
    isAlphanumeric(prefix.charCodeAt(start - 1)) ||
    hits.some(hit => hit.end > start && hit.start < prefix.length)
  )
    return null;
  const restorable = restorables.find(({ value }) => value.length > length && prefix.endsWith(value.slice(0, length)));
  if (restorable === undefined) return null;
  const text = restorable.placeholder.slice(0, length);
  if (text === prefix.slice(start)) return null;
  return { start, text, finding: { rule: 'cut-value', class: 'token', confidence: 0.9 } };
}

/** Those whose first characters stand near the end of the prefix: hardly ever one, so that the others cost next to nothing. */
function begunIn(prefix: string, restorables: readonly Restorable[]): Restorable[] {
  let longest = 0;
  for (const { value } of restorables) longest = Math.max(longest, value.length);
  const heads = new Set<string>();
  for (let at = Math.max(0, prefix.length - longest); at <= prefix.length - shortestCut; at++)
    if (!isAlphanumeric(prefix.charCodeAt(at - 1))) heads.add(prefix.slice(at, at + shortestCut));
  return heads.size === 0 ? [] : restorables.filter(({ value }) => heads.has(value.slice(0, shortestCut)));
}
