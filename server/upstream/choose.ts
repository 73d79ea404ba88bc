import { blockTokens } from './prefix-cache.ts';

/** Which replica answers soonest: the one that holds most of the prompt, unless others wait there. */

export interface Candidate {
  id: string;
  /** Blocks of the prompt that its cache is thought to hold. */
  held: number;
  /** Requests that it works on, and that wait there. */
  running: number;
  waiting: number;
}

export interface Choice {
  index: number;
  reason: 'only_upstream' | 'prefix_held' | 'home_of_document' | 'least_loaded';
}

/**
 * Milliseconds. Rough figures of a 7 B model on one card: what counts is their proportion. A prompt of 1,500 tokens that has
 * to be read anew weighs as much as one request that waits ahead, or as thirty that are answered beside it.
 */
const cost = {
  /** Reading one token of a prompt that is not in the cache. */
  token: 0.2,
  /** Each request that is answered at the same time. */
  running: 10,
  /** Each request that waits to be begun. */
  waiting: 300,
  /** Within this much, two replicas are the same. */
  same: 25,
} as const;

/**
 * Where nothing tells two replicas apart, a document has a home: the same in every proxy, without a word between them.
 * @param candidates at least one.
 * @param affinity names user and document.
 */
export function chooseReplica(candidates: readonly Candidate[], blocks: number, affinity: string): Choice {
  if (candidates.length === 1) return { index: 0, reason: 'only_upstream' };
  const costs = candidates.map(
    ({ held, running, waiting }) =>
      (blocks - held) * blockTokens * cost.token + running * cost.running + waiting * cost.waiting,
  );
  const least = Math.min(...costs);
  let index = -1;
  let best = -1;
  for (const [at, { id }] of candidates.entries()) {
    if (costs[at]! - least > cost.same) continue;
    const weight = rendezvous(affinity, id);
    if (weight > best) {
      best = weight;
      index = at;
    }
  }
  const most = Math.max(...candidates.map(({ held }) => held));
  if (most > 0 && candidates[index]!.held === most) return { index, reason: 'prefix_held' };
  const home = candidates.every(({ id }) => rendezvous(affinity, id) <= best);
  return { index, reason: home ? 'home_of_document' : 'least_loaded' };
}

/** A number that depends on both; the replica with the largest is the home. */
function rendezvous(affinity: string, id: string): number {
  let hash = 0x811c9dc5;
  for (const text of [affinity, '\0', id]) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // Without a last stir, ids that differ in their last character alone would lie close together.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
