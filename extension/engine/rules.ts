import type { Policy, PolicyDocument } from '../../server/policy/schema.ts';
import { isExcluded } from '../../server/wire/excluded-paths.ts';
import type { Clock } from './clock.ts';
import { asTransportError, type Transport, type TransportError } from './transport.ts';

/** Milliseconds after which the rules are asked for again, though no answer has named new ones. */
const oldestRules = 5 * 60_000;
const longestFetch = 10_000;

export interface RulesParts {
  transport: Pick<Transport, 'policy' | 'models'>;
  clock: Clock;
  onFault: (error: TransportError) => void;
  onSuccess: () => void;
}

/** What the proxy says may be asked, and of which model. */
export interface Rules {
  document: PolicyDocument;
  /** The proxy's preferred model first. */
  models: readonly string[];
}

/** The model to ask: the wanted one where the proxy has it, else the proxy's preferred one. */
export function modelOf({ models }: Rules, wanted: string | undefined): string {
  return wanted !== undefined && models.includes(wanted) ? wanted : models[0]!;
}

/** The proxy's rules as it last gave them. Until it has, nothing may be sent. */
export class RulesKeeper {
  #rules: Rules | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;
  /** Counts the times that all was forgotten: what was asked before then is no answer. */
  #era = 0;
  readonly #parts: RulesParts;

  constructor(parts: RulesParts) {
    this.#parts = parts;
  }

  get rules(): Rules | undefined {
    return this.#rules;
  }

  /** Another proxy, or another person: what was allowed there says nothing here. */
  forget(): void {
    this.#era++;
    this.#rules = undefined;
    this.#fetching = undefined;
    this.#fetchedAt = Number.NEGATIVE_INFINITY;
  }

  /** Fetches the rules where there are none; where they have aged, fetches new ones beside the work. */
  async keepFresh(): Promise<void> {
    if (!this.#rules) await this.refresh().catch(() => undefined);
    else if (this.#parts.clock.now() - this.#fetchedAt >= oldestRules) void this.refresh().catch(() => undefined);
  }

  /** An answer was given under this version. */
  heard(version: string): void {
    if (this.#rules && this.#rules.document.policy_version !== version) void this.refresh().catch(() => undefined);
  }

  /** @throws {TransportError} */
  refresh(): Promise<void> {
    if (this.#fetching) return this.#fetching;
    const fetching = this.#fetch().finally(() => {
      if (this.#fetching === fetching) this.#fetching = undefined;
    });
    this.#fetching = fetching;
    return fetching;
  }

  async #fetch(): Promise<void> {
    const era = this.#era;
    try {
      const signal = AbortSignal.timeout(longestFetch);
      const { transport } = this.#parts;
      const [document, models] = await Promise.all([transport.policy(signal), transport.models(signal)]);
      if (era !== this.#era) return;
      this.#rules = { document, models };
      this.#fetchedAt = this.#parts.clock.now();
      this.#parts.onSuccess();
    } catch (error) {
      if (era === this.#era) this.#parts.onFault(asTransportError(error));
      throw error;
    }
  }
}

/** Why the policy keeps a document from being sent, by any of its names; undefined where it may be. */
export function forbiddenBy(
  policy: Policy,
  languageId: string,
  paths: readonly string[],
): 'policy-language' | 'policy-path' | undefined {
  if (policy.languages && !policy.languages.includes(languageId)) return 'policy-language';
  return paths.some(path => isExcluded(path, policy.exclude.paths)) ? 'policy-path' : undefined;
}
