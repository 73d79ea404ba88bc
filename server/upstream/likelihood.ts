/** How sure the model is of its own words: told of each token as it comes, asked at any time. */
export class Likelihood {
  #sum = 0;
  #tokens = 0;

  /** Natural logarithms of the probabilities of tokens, as servers give them. What is no such number is passed over. */
  add(logarithms: Iterable<unknown>): void {
    for (const logarithm of logarithms) {
      if (typeof logarithm !== 'number' || !(logarithm <= 0)) continue;
      this.#sum += logarithm;
      this.#tokens++;
    }
  }

  /** The geometric mean of the probabilities so far, from 0 to 1; null where the server has named none. */
  get mean(): number | null {
    return this.#tokens === 0 ? null : Math.exp(this.#sum / this.#tokens);
  }
}
