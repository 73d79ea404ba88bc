import type { FinishReason } from '../wire/completion.ts';
import type { EngineLoad } from './engine-load.ts';
import type { Likelihood } from './likelihood.ts';

/** A server that completes prompts. The gateway knows nothing else of models. */
export interface Upstream {
  /** For records and metrics: `embedded`, or the host of the server. */
  readonly id: string;
  /** For the audit record: what kind of engine answers. */
  readonly engine: string;
  /** Null where unknown. */
  readonly weightsSha256: string | null;
  /** How many requests it serves at once without making one wait for another. */
  readonly slots: number;
  /** Whether a request would be sent now, as far as is known. */
  readonly available: boolean;
  /**
   * Chooses who answers.
   * @param affinity names user and document: what belongs together is best answered in one place.
   * @throws {UpstreamError} where nobody can be asked now.
   */
  pick(ask: Ask, affinity: string): Picked;
  /** Each of its servers, and how it fares. */
  replicas(): readonly ReplicaState[];
  /** Whether it would answer now. */
  check(signal: AbortSignal): Promise<UpstreamState>;
  close(): Promise<void>;
}

/** One completion that can be asked for. */
export interface Picked {
  /** Who is asked, and later who has answered: `embedded`, or a server's name. */
  readonly replica: string;
  /** Why this one, as a word for the audit record. */
  readonly reason: string;
  /**
   * Asks and yields the model's text piece by piece. Always streamed, so that the model stops at once
   * when the signal is aborted or the generator is returned from.
   * @throws {UpstreamError} and nothing else. An aborted stream throws too, with the code `aborted`.
   */
  complete(signal: AbortSignal): AsyncGenerator<string, Ended, undefined>;
}

export interface ReplicaState {
  id: string;
  /** `open`: no requests are sent for now; `half-open`: one finds out whether it is back. */
  state: 'closed' | 'open' | 'half-open';
  /** Requests of this proxy that it works on. */
  inFlight: number;
  load: EngineLoad | null;
}

export interface Ask {
  /** As rendered by the model's template. */
  prompt: string;
  maxTokens: number;
  temperature: number;
  topP: number | null;
  seed: number | null;
  frequencyPenalty: number | null;
  presencePenalty: number | null;
  /** At most four; several servers accept no more. */
  stop: readonly string[];
  /** W3C trace context to pass on. */
  traceparent: string | null;
  /** The name under which the server knows the adapter of the team that asks; null: the model itself. */
  adapter: string | null;
  /** Words that the model is told not to write, where its server can be told; the output guard looks for them all the same. */
  blockedTerms?: readonly string[];
  /** Told how likely each token was; null where nobody asks. */
  likelihood: Likelihood | null;
}

export interface Ended {
  finish: FinishReason;
  /** As the server counted; null where it did not say. */
  promptTokens: number | null;
  completionTokens: number | null;
  cachedTokens: number | null;
}

export type UpstreamState = 'ready' | 'starting' | 'unreachable' | 'refused_key' | 'failing';

export type UpstreamCode =
  /** It can't be connected to, or closed the connection before it answered. */
  | 'unreachable'
  /** The embedded engine is not up (yet). */
  | 'starting'
  /** The address lies outside the allowed networks, or the server redirects. */
  | 'egress_refused'
  | 'certificate_refused'
  | 'refused_key'
  | 'model_unknown'
  | 'context_exceeded'
  | 'request_refused'
  | 'overloaded'
  | 'server_error'
  /** What came is no stream of completions. */
  | 'garbled'
  /** The stream ended before its end. */
  | 'cut'
  | 'aborted';

/** Holds no word of the server's: servers repeat prompts in their errors. */
export class UpstreamError extends Error {
  readonly code: UpstreamCode;
  /** Of the server's answer, where there was one. */
  readonly status: number | null;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | null;
  constructor(code: UpstreamCode, options: { status?: number; retryAfter?: number | null } = {}) {
    super(`upstream: ${code}${options.status === undefined ? '' : ` (${options.status})`}`);
    this.name = 'UpstreamError';
    this.code = code;
    this.status = options.status ?? null;
    this.retryAfter = options.retryAfter ?? null;
  }
}
