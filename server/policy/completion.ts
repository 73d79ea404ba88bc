import { z } from 'zod';

/** What policy may set of completions, without what holds where it says nothing. */
export const completionLimits = {
  max_tokens: z.int().min(1).max(2048),
  /** Tokens of prefix, suffix and context together that the extension should aim at. */
  prompt_tokens: z.int().min(128),
  /** Tokens of them, at most, for context from elsewhere than the document; 0: none is collected. */
  context_tokens: z.int().min(0).max(100_000),
  /** The same for single models, by their ids; for an embedded model that is not named, 0. */
  context_tokens_of: z.record(z.string().min(1), z.int().min(0).max(100_000)),
  /**
   * Suggestions of which the model is less sure than that are not shown: the geometric mean of their tokens'
   * probabilities. 0: all are. Needs a model server that tells probabilities; suggestions without them are shown.
   */
  least_confidence: z.number().min(0).max(1),
};
