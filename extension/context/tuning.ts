import type { CoverageTuning } from './coverage.ts';
import type { EvidenceWeights } from './expectation.ts';
import type { SimilarCodeTuning } from './similar-code.ts';

/** Every number that decides what is shown. How they were found: docs/measurements/context.md. */
export interface Tuning {
  /** Lines with names above and below the cursor that the search asks for. */
  linesAbove: number;
  linesBelow: number;
  /** Chunks that count. */
  hits: number;
  /** Share of the budget that does not depend on the line being typed. */
  stableShare: number;
  /** Share of the stable part that shows code to go on from; the rest shows names. */
  similarShare: number;
  /** What a name of the line being typed weighs in the search, where one of the lines around weighs 1. */
  typedWeight: number;
  /** The same for words of comments right above the cursor. */
  commentWeight: number;
  /** Share of what is left that shows members of the receiver. */
  memberShare: number;
  /** How likely a member of the receiver's type is needed at least. */
  memberExpected: number;
  similar: SimilarCodeTuning;
  coverage: CoverageTuning;
  evidence: EvidenceWeights;
}

export const tuning: Tuning = {
  linesAbove: 10,
  linesBelow: 5,
  hits: 60,
  stableShare: 0.8,
  similarShare: 0.5,
  typedWeight: 4,
  commentWeight: 0.5,
  memberShare: 0.6,
  memberExpected: 0.2,
  similar: { hits: 40, linesBefore: 3, linesAfter: 6, searchWeight: 1 },
  coverage: { lineCost: 6, fileCost: 60, leastExpected: 0.001, considered: 800 },
  evidence: {
    found: 0.7,
    rank: -0.25,
    beside: 0.47,
    after: 0.5,
    similar: 0.66,
    declared: 0.6,
    common: -0.2,
    parts: 0.63,
    base: -6,
  },
};
