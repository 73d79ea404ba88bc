/** What the engine needs of a model. `llama.ts` gives it with llama.cpp behind it; tests give their own. */

export interface LanguageModel {
  readonly name: string;
  /** Tokens that prompt and answer may fill together. */
  readonly contextTokens: number;
  /** Each keeps what it last worked on, so that a prompt that begins the same costs only its new tokens. */
  readonly sequences: readonly Sequence[];
  /** Markup such as `<|fim_prefix|>` becomes the token that it names. Adds the model's own beginning if it wants one. */
  tokenize(text: string): number[];
  /** The text of tokens that follow `before`; an incomplete character ends in U+FFFD. Special tokens have no text. */
  detokenize(tokens: readonly number[], before: readonly number[]): string;
  /** Whether an answer ends at this token: the end of a text or a turn, or any other control token. */
  isEnd(token: number): boolean;
}

export interface Sampling {
  /** 0 takes the likeliest token. */
  temperature: number;
  topP: number;
  seed: number;
  /** Tokens that are never to be written; absent where there are none. */
  forbidden?: readonly number[];
  /** Told the probability of each token before it is given out; absent where nobody asks. */
  onProbability?: (probability: number) => void;
}

export interface Sequence {
  /** The tokens whose state it holds. */
  readonly tokens: readonly number[];
  /** Forgets all but the first `count` tokens. May have to forget those as well: look at `tokens` afterwards. */
  keep(count: number): Promise<void>;
  /** Evaluates tokens without sampling. */
  feed(tokens: readonly number[]): Promise<void>;
  /** Evaluates at least one token, then samples one after the other, for as long as it is asked. */
  sample(tokens: readonly number[], sampling: Sampling): AsyncGenerator<number, void, void>;
}
