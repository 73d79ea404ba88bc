import type { AnswerPiece, AnswerStream, Transport } from '../../extension/engine/transport.ts';
import { type PolicyDocument, policySchema } from '../../server/policy/schema.ts';
import type { CompletionRequest, Load } from '../../server/wire/completion.ts';
import type { TelemetryBatch, TelemetryReceipt } from '../../telemetry/schema/event.ts';

/** One request as it reached the fake proxy; the test says what is answered, and when. */
export interface FakeExchange {
  request: CompletionRequest;
  signal: AbortSignal;
  send(text: string): void;
  end(): void;
  fail(error: Error): void;
}

/** The audit id of the n-th answer, from 1. */
export function auditIdOf(exchange: number): string {
  return `00000000-0000-7000-8000-${String(exchange).padStart(12, '0')}`;
}

/** A proxy in the same process. Answers at once with `answer` where a test has set one, else waits for the test. */
export class FakeTransport implements Transport {
  readonly exchanges: FakeExchange[] = [];
  readonly batches: TelemetryBatch[] = [];
  answer: ((request: CompletionRequest) => string) | undefined;
  load: Load = 'busy';
  /** What is told with every piece of text. */
  confidence: number | undefined;
  policyFault: Error | undefined;
  document: PolicyDocument = { policy: policySchema.parse({}), policy_version: 'v1' };

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<AnswerStream> {
    const pieces: AnswerPiece[] = [];
    let failure: Error | undefined;
    let ended = false;
    let wake = (): void => undefined;
    const push = (piece: AnswerPiece): void => {
      pieces.push(piece);
      wake();
    };
    const exchange: FakeExchange = {
      request,
      signal,
      send: text => push({ text, finish: null, meta: undefined, confidence: this.confidence }),
      end: () => {
        ended = true;
        wake();
      },
      fail: error => {
        failure = error;
        wake();
      },
    };
    signal.addEventListener('abort', () => wake());
    this.exchanges.push(exchange);
    const head = { model: request.model, tier: 'small', redactions: [], policy_version: this.document.policy_version };
    const auditId = auditIdOf(this.exchanges.length);
    push({ text: '', finish: null, meta: { audit_id: auditId, ...head } });
    if (this.answer) {
      exchange.send(this.answer(request));
      exchange.end();
    }
    async function* read(): AsyncIterable<AnswerPiece> {
      for (;;) {
        const piece = pieces.shift();
        if (piece) yield piece;
        else if (failure) throw failure;
        else if (ended || signal.aborted) return;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
    }
    return { auditId, load: this.load, pieces: read() };
  }

  async policy(): Promise<PolicyDocument> {
    if (this.policyFault) throw this.policyFault;
    return this.document;
  }

  async models(): Promise<string[]> {
    return ['small-model'];
  }

  async telemetry(batch: TelemetryBatch): Promise<TelemetryReceipt> {
    this.batches.push(batch);
    return { accepted: batch.events.length, duplicates: 0, refused: [] };
  }
}
