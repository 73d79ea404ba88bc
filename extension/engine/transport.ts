import type { PolicyDocument } from '../../server/policy/schema.ts';
import type {
  CompletionRequest,
  FinishReason,
  IntramuralHead,
  IntramuralTail,
  Load,
} from '../../server/wire/completion.ts';
import type { TelemetryBatch, TelemetryReceipt } from '../../telemetry/schema/event.ts';

/** What the engine asks of the proxy, by whatever wire. */
export interface Transport {
  /** @throws {TransportError} */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<AnswerStream>;
  /** @throws {TransportError} */
  policy(signal: AbortSignal): Promise<PolicyDocument>;
  /** Ids of the models that the proxy serves, the preferred one first. @throws {TransportError} */
  models(signal: AbortSignal): Promise<string[]>;
  /** @throws {TransportError} */
  telemetry(batch: TelemetryBatch, signal: AbortSignal): Promise<TelemetryReceipt>;
}

export interface AnswerStream {
  auditId: string | null;
  load: Load;
  /** Ends with the answer. Leaving it early closes the connection. */
  pieces: AsyncIterable<AnswerPiece>;
}

export interface AnswerPiece {
  text: string;
  finish: FinishReason | null;
  meta: IntramuralHead | IntramuralTail | undefined;
  /** How sure the model is of all that it has said so far, from 0 to 1. */
  confidence?: number | undefined;
}

/** What went wrong, by what a person would do about it. */
export type FaultKind =
  /** Nothing answers at the address. */
  | 'unreachable'
  | 'certificate'
  | 'signed-out'
  | 'forbidden'
  /** The proxy will not pass this request on (too large, redaction failed, policy). */
  | 'refused'
  /** Too many requests, or no model free: come back later. */
  | 'busy'
  | 'timeout'
  /** The proxy is there, and gave the request up: the answer would have come too late. */
  | 'too-late'
  /** The answer is not what the wire promises, or sends us elsewhere. */
  | 'bad-answer';

export class TransportError extends Error {
  readonly kind: FaultKind;
  readonly retryAfterMs: number | undefined;
  /** The proxy's own code for it, where it gave one. */
  readonly code: string | undefined;
  constructor(
    kind: FaultKind,
    message: string,
    options: { retryAfterMs?: number; code?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'TransportError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.code = options.code;
  }
}

/** Any other error is a defect of ours; its own words may hold what it failed on. */
export function asTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new TransportError('bad-answer', `The extension failed on the answer (${name}).`, { cause: error });
}
