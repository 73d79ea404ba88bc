import type { LanguageModel, Sampling, Sequence } from '../../../server/engine/language-model.ts';

/** One token for each byte of UTF-8, and one that ends the text. */
export const endToken = 256;

export interface Slice {
  kind: 'feed' | 'sample';
  tokens: number;
}

/** Remembers what was evaluated, and how; says what it was told to say. */
export class FakeSequence implements Sequence {
  tokens: number[] = [];
  readonly slices: Slice[] = [];
  answer: number[] = [];
  /** As the last request had it. */
  forbidden: readonly number[] = [];
  /** Awaited before each piece of work: a test's place to interfere. */
  beforeWork: () => Promise<void> | void = () => undefined;
  /** Whether it can forget a part, as models with recurrent state can't. */
  forgetsParts = true;

  async keep(count: number): Promise<void> {
    if (count === this.tokens.length) return;
    this.tokens = this.forgetsParts ? this.tokens.slice(0, count) : [];
  }

  async feed(tokens: readonly number[]): Promise<void> {
    await this.beforeWork();
    this.slices.push({ kind: 'feed', tokens: tokens.length });
    this.tokens = [...this.tokens, ...tokens];
  }

  async *sample(
    tokens: readonly number[],
    { onProbability, forbidden = [] }: Sampling,
  ): AsyncGenerator<number, void, void> {
    this.forbidden = forbidden;
    let next = [...tokens];
    for (const token of [...this.answer, endToken]) {
      await this.beforeWork();
      this.slices.push({ kind: 'sample', tokens: next.length });
      this.tokens = [...this.tokens, ...next];
      onProbability?.(0.5);
      yield token;
      next = [token];
    }
  }
}

export interface FakeModel extends LanguageModel {
  readonly sequences: FakeSequence[];
}

export function bytes(text: string): number[] {
  return [...Buffer.from(text)];
}

export function fakeModel(options: { contextTokens?: number; sequences?: number; answer?: string } = {}): FakeModel {
  const sequences = Array.from({ length: options.sequences ?? 1 }, () => new FakeSequence());
  for (const sequence of sequences) sequence.answer = bytes(options.answer ?? '');
  return {
    name: 'fake',
    contextTokens: options.contextTokens ?? 1000,
    sequences,
    tokenize: bytes,
    detokenize: tokens => Buffer.from(tokens.filter(token => token < endToken)).toString('utf8'),
    isEnd: token => token === endToken,
  };
}
