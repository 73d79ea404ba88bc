import type { LanguageModel } from './language-model.ts';

const rules = {
  /** Tokens that one character can be spread over at most (four bytes of UTF-8); beyond that the bytes are no text. */
  held: 4,
  /** Tokens before the new ones that decide how these are written (leading spaces). */
  before: 4,
} as const;

/** Turns tokens into text as they come. A character whose bytes are spread over tokens is given out whole. */
export class TokenText {
  readonly #model: Pick<LanguageModel, 'detokenize'>;
  #before: number[];
  #held: number[] = [];

  constructor(model: Pick<LanguageModel, 'detokenize'>, prompt: readonly number[]) {
    this.#model = model;
    this.#before = prompt.slice(-rules.before);
  }

  push(token: number): string {
    this.#held.push(token);
    const text = this.#model.detokenize(this.#held, this.#before);
    if (text.endsWith('\uFFFD') && this.#held.length < rules.held) return '';
    return this.#release(text);
  }

  /** No more tokens come: half a character has no text. */
  end(): string {
    if (this.#held.length === 0) return '';
    return this.#release(this.#model.detokenize(this.#held, this.#before).replace(/\uFFFD+$/, ''));
  }

  #release(text: string): string {
    this.#before = [...this.#before, ...this.#held].slice(-rules.before);
    this.#held = [];
    return text;
  }
}
