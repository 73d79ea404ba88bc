import type { Filter } from '../candidate.ts';

/** Drops an answer that the model itself is less sure of than policy asks for. Silent where there are no figures. */
export const dropUnsure: Filter = (candidate, { evidence }) => {
  if (evidence?.confidence === undefined) return candidate;
  return evidence.confidence < evidence.leastConfidence ? null : candidate;
};
