import { type Candidates, type Evidence, sharedParts } from './candidates.ts';
import type { Query } from './search.ts';
import type { Without } from './without.ts';

/** Weights of the evidence, fitted by logistic regression on the sample repositories (docs/measurements/context.md). */
export interface EvidenceWeights {
  found: number;
  rank: number;
  beside: number;
  after: number;
  similar: number;
  declared: number;
  common: number;
  parts: number;
  base: number;
}

/** How likely each candidate is to be needed at the cursor, 0 to 1. */
export function expectations(
  candidates: Candidates,
  query: Query,
  view: Without,
  weights: EvidenceWeights,
): Map<number, number> {
  const expected = new Map<number, number>();
  for (const evidence of candidates.all()) {
    const parts = view.index.terms.parts(evidence.term);
    const counted = parts.length === 1 ? parts[0]! : evidence.term;
    const logit = weigh(evidence, view.count(counted), sharedParts(evidence.term, query, view.index), weights);
    expected.set(evidence.term, 1 / (1 + Math.exp(-logit)));
  }
  return expected;
}

function weigh(evidence: Evidence, chunks: number, parts: number, weights: EvidenceWeights): number {
  return (
    weights.base +
    weights.found * Math.log1p(10 * evidence.found) +
    weights.rank * Math.log1p(evidence.rank) +
    weights.beside * Math.log1p(10 * evidence.beside) +
    weights.after * Math.log1p(10 * evidence.after) +
    weights.similar * Math.log1p(10 * evidence.similar) +
    weights.declared * Math.log1p(10 * evidence.declared) +
    weights.common * Math.log1p(chunks) +
    weights.parts * parts
  );
}
