/** What is known of an answer beside its text. A replay and a model that tells nothing have none of it. */
export interface Evidence {
  /** The geometric mean of the probabilities of the answer's tokens, from 0 to 1; undefined where the model does not tell. */
  confidence: number | undefined;
  /** What policy asks for at least; 0: nothing. */
  leastConfidence: number;
  /** Whether the workspace or what was shown of it has the word; undefined where there is no workspace to ask. */
  knows: ((word: string) => boolean) | undefined;
}
