import type { LanguageModel, Sampling, Sequence } from './language-model.ts';
import { commonPrefix } from './sequence-pool.ts';
import { StopStrings } from './stop-strings.ts';
import { TokenText } from './token-text.ts';

export interface Generation {
  model: LanguageModel;
  sequence: Sequence;
  prompt: readonly number[];
  maxTokens: number;
  sampling: Sampling;
  stops: readonly string[];
  /** Tokens of the prompt that are evaluated in one go. */
  slice: number;
  /** Nobody waits any more: the client went away, or the deadline passed. */
  signal: AbortSignal;
  now(): number;
  write(text: string): void;
}

export interface Outcome {
  /** `aborted` where the signal ended it. */
  finish: 'stop' | 'length' | 'aborted';
  cachedTokens: number;
  completionTokens: number;
  /** Milliseconds. */
  promptMs: number;
  generationMs: number;
}

/** One completion, from the prompt's tokens to its last text. After an abort it returns within one slice. */
export async function generate(generation: Generation): Promise<Outcome> {
  const { model, sequence, prompt, signal, now, write } = generation;
  const startedAt = now();
  const cachedTokens = await reuse(sequence, prompt);
  const outcome = (finish: Outcome['finish'], promptMs: number, completionTokens = 0): Outcome => ({
    finish,
    cachedTokens,
    completionTokens,
    promptMs,
    generationMs: now() - startedAt - promptMs,
  });

  // The last slice is left for sampling, which needs at least one token to evaluate.
  let at = cachedTokens;
  for (; prompt.length - at > generation.slice; at += generation.slice) {
    if (signal.aborted) return outcome('aborted', now() - startedAt);
    await sequence.feed(prompt.slice(at, at + generation.slice));
  }
  if (signal.aborted) return outcome('aborted', now() - startedAt);
  if (generation.maxTokens === 0) {
    await sequence.feed(prompt.slice(at));
    return outcome('length', now() - startedAt);
  }

  const text = new TokenText(model, prompt);
  const stops = new StopStrings(generation.stops);
  let promptMs: number | null = null;
  let completionTokens = 0;
  let finish: Outcome['finish'] = 'length';
  for await (const token of sequence.sample(prompt.slice(at), generation.sampling)) {
    promptMs ??= now() - startedAt;
    if (signal.aborted) return outcome('aborted', promptMs, completionTokens);
    if (model.isEnd(token)) {
      finish = 'stop';
      break;
    }
    completionTokens++;
    give(stops.push(text.push(token)), write);
    if (stops.stopped) return outcome('stop', promptMs, completionTokens);
    if (completionTokens >= generation.maxTokens) break;
  }
  give(stops.push(text.end()), write);
  if (stops.stopped) finish = 'stop';
  else give(stops.end(), write);
  return outcome(finish, promptMs ?? now() - startedAt, completionTokens);
}

/** Brings the sequence to what it shares with the prompt; the last token is always evaluated anew, for its logits. */
async function reuse(sequence: Sequence, prompt: readonly number[]): Promise<number> {
  const shared = Math.min(commonPrefix(sequence.tokens, prompt), prompt.length - 1);
  await sequence.keep(shared);
  return sequence.tokens.length;
}

function give(text: string, write: (text: string) => void): void {
  if (text !== '') write(text);
}
