/** Tokens that a model is told not to write: those which are a blocked term by themselves. Longer terms are left to the output guard. */

export interface TokenBiasOptions {
  /** The server's address without `/v1`. */
  root: string;
  model: string;
  key: string | null;
  fetch: typeof fetch;
}

/** OpenAI's own bound on the entries of `logit_bias`. */
const mostTokens = 300;
/** Ways in which one term is looked up: as it is, capitalised, and each behind a space. */
const mostTerms = mostTokens / 4;
/** Never: the least that servers take. */
const never = -100;
/** Milliseconds for one question; nothing waits for the answer. */
const patience = 2_000;

/**
 * Asks the server how it cuts terms into tokens (`/tokenize`, as vLLM and llama.cpp's server have it), once for each list of terms and
 * beside the completions: until the answers are there, and where there is no such address, nothing is biased.
 */
export class TokenBias {
  readonly #options: TokenBiasOptions;
  #list: readonly string[] = [];
  #known: Readonly<Record<string, number>> | null = null;
  #isUnsupported = false;

  constructor(options: TokenBiasOptions) {
    this.#options = options;
  }

  /** For the field `logit_bias`; null where there is nothing to say (yet). */
  of(terms: readonly string[]): Readonly<Record<string, number>> | null {
    if (terms.length === 0 || this.#isUnsupported) return null;
    if (terms !== this.#list) {
      this.#list = terms;
      this.#known = null;
      void this.#learn(terms);
    }
    return this.#known;
  }

  async #learn(terms: readonly string[]): Promise<void> {
    const found: Record<string, number> = {};
    try {
      for (const form of terms.slice(0, mostTerms).flatMap(formsOf)) {
        const tokens = await this.#tokenize(form);
        if (tokens === null) {
          this.#isUnsupported = true;
          return;
        }
        if (tokens.length === 1) found[String(tokens[0])] = never;
      }
    } catch {
      // The server may be away for now: the next request asks again.
      if (this.#list === terms) this.#list = [];
      return;
    }
    if (this.#list === terms && Object.keys(found).length > 0) this.#known = found;
  }

  /** @returns null where the server has no such address. */
  async #tokenize(text: string): Promise<number[] | null> {
    const { root, model, key, fetch } = this.#options;
    const response = await fetch(`${root}/tokenize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      // vLLM reads `prompt`, llama.cpp's server `content`.
      body: JSON.stringify({ model, prompt: text, content: text, add_special_tokens: false, add_special: false }),
      signal: AbortSignal.timeout(patience),
    });
    const answer = await response.text();
    if (!response.ok) {
      if (response.status === 404 || response.status === 405) return null;
      throw new Error('the server did not answer');
    }
    const { tokens } = JSON.parse(answer) as { tokens?: unknown };
    if (!Array.isArray(tokens) || !tokens.every(token => Number.isSafeInteger(token) && token >= 0)) return null;
    return tokens as number[];
  }
}

function formsOf(term: string): string[] {
  const capitalised = term.charAt(0).toUpperCase() + term.slice(1);
  return [...new Set([term, capitalised])].flatMap(form => [form, ` ${form}`]);
}
