import type { Sequence } from './language-model.ts';

/** A prompt that shares less than this with a sequence is of another file: that state is worth more than the gain. */
const worthwhileShare = 0.25;

/** How many tokens two texts begin with in common. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

/** Chooses the sequence in which a prompt costs least. */
export class SequencePool {
  /** The least recently used first. */
  readonly #sequences: Sequence[];

  constructor(sequences: readonly Sequence[]) {
    this.#sequences = [...sequences];
  }

  get sequences(): readonly Sequence[] {
    return this.#sequences;
  }

  /** The sequence that has most of the prompt already or, where none has a fair share, the least recently used. */
  pick(prompt: readonly number[]): Sequence {
    let best = 0;
    let most = prompt.length * worthwhileShare;
    for (const [index, { tokens }] of this.#sequences.entries()) {
      const shared = commonPrefix(tokens, prompt);
      if (shared > most) [best, most] = [index, shared];
    }
    const [sequence] = this.#sequences.splice(best, 1);
    if (!sequence) throw new RangeError('a model needs at least one sequence');
    this.#sequences.push(sequence);
    return sequence;
  }
}
