/** The engine's figures, with unit and reason. */
export const limits = {
  /**
   * Tokens of a prompt that are evaluated in one go, for each thread. The engine can't be interrupted within: at 130
   * tokens/s on a slow shared core this is 120 ms.
   */
  slice: 16,
  /** Tokens of the largest slice: beyond it nothing gets faster, and working memory grows with it. */
  largestSlice: 256,
  /** Prompts whose state is kept: the file at hand and the one before. 12 MB for each 1,000 tokens of a 0.5 B model. */
  sequences: 2,
  /** Requests that may wait while one is worked on. More would be outdated before their turn. */
  waiting: 4,
  /** Seconds after which a refused client may try again: about the length of one completion. */
  retryAfter: 1,
  /** Bytes of a request's body: far above any context in use, far below what hurts. */
  body: 4_194_304,
  /** Answers are lines, not essays: what OpenAI's API gives where nothing is said. */
  defaultMaxTokens: 16,
  stops: 64,
  /** OpenAI's own bound on the entries of `logit_bias`, and the entry that forbids a token. */
  biasedTokens: 300,
  never: -100,
  /** UTF-16 units of one stop string. */
  stop: 1_000,
  /** Of the likeliest tokens, how many sampling looks at. What is beyond has no weight; sorting it costs 10 ms a token. */
  topK: 256,
} as const;
