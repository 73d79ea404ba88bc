import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import {
  getLlama,
  InsufficientMemoryError,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  NoBinaryFoundError,
  type SequenceEvaluateOptions,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import { readGguf } from '../model/gguf.ts';
import type { LanguageModel, Sampling, Sequence } from './language-model.ts';
import { limits } from './limits.ts';
import { sliceFor } from './slice.ts';

/** The engine's model, with llama.cpp behind it. */

export interface LoadOptions {
  modelPath: string;
  contextTokens: number;
  threads: number;
  sequences: number;
}

/** Why a model can't be run, in words for the person who started it, and the mend. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
  readonly mend: string;
  constructor(message: string, mend: string, cause?: unknown) {
    super(message, { cause });
    this.mend = mend;
  }
}

/** @throws {LoadFailure} */
export async function loadLanguageModel(options: LoadOptions): Promise<LanguageModel> {
  const header = await readGguf(options.modelPath).catch(error => {
    throw new LoadFailure(
      `${options.modelPath} is no model that can be run: ${(error as Error).message}.`,
      'Check INTRAMURAL_MODEL, or run: npx --no-install intramural model verify',
      error,
    );
  });
  if (header.contextTokens !== null && options.contextTokens > header.contextTokens) {
    throw new LoadFailure(
      `The model was trained on ${header.contextTokens} tokens at once, but context_tokens asks for ${options.contextTokens}.`,
      `Set context_tokens of the embedded model to ${header.contextTokens} or less.`,
    );
  }
  try {
    return await load(options, header.tokens?.length ?? 0);
  } catch (error) {
    throw explain(error, options);
  }
}

async function load(
  { modelPath, contextTokens, threads, sequences }: LoadOptions,
  vocabulary: number,
): Promise<LanguageModel> {
  const llama = await getLlama({
    build: 'never',
    gpu: false,
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    maxThreads: threads,
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: contextTokens,
    sequences,
    threads,
    batchSize: sliceFor(threads) * 2,
    failedCreationRemedy: false,
  });
  const all = Array.from({ length: sequences }, () => new LlamaSequence(context.getSequence(), vocabulary));
  return {
    name: basename(modelPath).replace(/\.gguf$/i, ''),
    // llama.cpp rounds up; what was asked for holds. One place is never used.
    contextTokens: Math.min(contextTokens, context.contextSize) - 1,
    sequences: all,
    tokenize: text => tokenize(model, text),
    detokenize: (tokens, before) => model.detokenize(tokens as Token[], false, before as Token[]),
    isEnd: endTokens(model),
  };
}

function tokenize(model: LlamaModel, text: string): number[] {
  const tokens = model.tokenize(text, true);
  const { bos, shouldPrependBosToken } = model.tokens;
  // Even an empty prompt needs a token to go on from.
  if (bos !== null && tokens[0] !== bos && (shouldPrependBosToken || tokens.length === 0)) tokens.unshift(bos);
  return tokens;
}

/** Markup that the model writes is never part of an answer: every control token ends it. */
function endTokens(model: LlamaModel): (token: number) => boolean {
  const known = new Map<number, boolean>();
  return token => {
    let end = known.get(token);
    if (end === undefined) {
      end = model.isEogToken(token as Token) || model.getTokenAttributes(token as Token).control;
      known.set(token, end);
    }
    return end;
  };
}

class LlamaSequence implements Sequence {
  readonly #sequence: LlamaContextSequence;
  readonly #vocabulary: number;

  /** @param vocabulary how many tokens the model has. */
  constructor(sequence: LlamaContextSequence, vocabulary: number) {
    this.#sequence = sequence;
    this.#vocabulary = vocabulary;
  }

  get tokens(): readonly number[] {
    return this.#sequence.contextTokens;
  }

  async keep(count: number): Promise<void> {
    // Without shifting: moved state is not the same as evaluated state.
    await this.#sequence.adaptStateToTokens(this.#sequence.contextTokens.slice(0, count), false);
  }

  async feed(tokens: readonly number[]): Promise<void> {
    await this.#sequence.evaluateWithoutGeneratingNewTokens(tokens as Token[]);
  }

  sample(tokens: readonly number[], sampling: Sampling): AsyncGenerator<number, void, void> {
    const { temperature, topP, seed, forbidden = [], onProbability } = sampling;
    const bias = forbidden.length === 0 ? {} : { tokenBias: this.#never(forbidden) };
    const options = { temperature, topP, topK: limits.topK, seed, yieldEogToken: true, ...bias };
    if (onProbability === undefined) return this.#sequence.evaluate(tokens as Token[], options);
    return this.#withProbabilities(tokens as Token[], options, onProbability);
  }

  #never(tokens: readonly number[]): TokenBias {
    const bias = TokenBias.for(this.#sequence.model);
    // llama.cpp takes a number outside the model's vocabulary as a place in memory.
    for (const token of tokens) if (token < this.#vocabulary) bias.set(token as Token, 'never');
    return bias;
  }

  async *#withProbabilities(
    tokens: Token[],
    options: SequenceEvaluateOptions,
    tell: (probability: number) => void,
  ): AsyncGenerator<number, void, void> {
    for await (const { token, confidence } of this.#sequence.evaluateWithMetadata(
      tokens,
      { confidence: true },
      options,
    )) {
      tell(confidence);
      yield token;
    }
  }
}

function explain(error: unknown, { modelPath, contextTokens, threads }: LoadOptions): LoadFailure {
  if (error instanceof LoadFailure) return error;
  if (error instanceof NoBinaryFoundError) {
    return new LoadFailure(
      `There is no llama.cpp for this platform (${process.platform}-${process.arch}) in this installation.`,
      'Run npm ci without --omit=optional. Where no such package exists, serve the model elsewhere and name its address under models in the configuration.',
      error,
    );
  }
  if (error instanceof InsufficientMemoryError || /memory/i.test((error as Error).message)) {
    return new LoadFailure(
      `There is not enough memory for ${modelPath} with ${contextTokens} tokens of context.`,
      'Lower context_tokens of the embedded model, take a smaller model, or free memory.',
      error,
    );
  }
  return new LoadFailure(
    `llama.cpp can't load ${modelPath} (${threads} of ${availableParallelism()} threads): ${(error as Error).message}`,
    'Run: npx --no-install intramural model verify',
    error,
  );
}
