import type { CompletionRequest, IntramuralHead, IntramuralTail, Load } from '../../server/wire/completion.ts';
import type { Shaping } from '../core/candidate.ts';
import type { Evidence } from '../core/evidence.ts';
import type { AskedAt } from '../core/reuse.ts';
import { type Shaped, shape, stopIn } from '../core/shape.ts';
import type { StopReason } from '../core/stop/index.ts';
import type { Clock } from './clock.ts';
import { asTransportError, type Transport, type TransportError } from './transport.ts';

/** Milliseconds that a request lives on without anyone waiting: VS Code cancels at each key, and asks again at once. */
const linger = 250;

/** What an answer depends on beside the document. */
export interface World {
  /** Model, policy version, length mode. */
  rules: string;
  /** Names the state of everything outside the document that the prompt draws on. */
  context: string;
}

export interface AnswerParts {
  key: string;
  asked: AskedAt;
  world: World;
  shaping: Shaping;
  request: CompletionRequest;
  transport: Transport;
  clock: Clock;
  /** Told where the request is given up before it has led to anything. */
  onAbandoned: (answer: Answer) => void;
}

/**
 * One answer of the model, from the request on. It grows while it streams, ends as soon as it holds all that is wanted,
 * and may be waited for by several calls one after another: whoever types along with it adopts it.
 */
export class Answer {
  readonly key: string;
  readonly asked: AskedAt;
  readonly world: World;
  readonly multiline: boolean;
  readonly requestId: string;
  readonly speculative: boolean;
  readonly startedAt: number;
  /** Ids of the suggestions made of it, by where in it they begin. */
  readonly suggestionIds = new Map<number, string>();
  text = '';
  /** The model had no more to say; false where the stream was closed. */
  whole = false;
  shaped: Shaped | undefined;
  error: TransportError | undefined;
  head: IntramuralHead | IntramuralTail | null = null;
  auditId: string | null = null;
  load: Load | null = null;
  finish: string | null = null;
  evidence: Evidence | undefined;
  stop: StopReason | null = null;
  firstTextMs: number | null = null;
  endedMs: number | null = null;

  readonly #onAbandoned: (answer: Answer) => void;
  #shaping: Shaping | undefined;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<() => void>();
  #cancelLinger: (() => void) | undefined;

  constructor(parts: AnswerParts) {
    this.key = parts.key;
    this.asked = parts.asked;
    this.world = parts.world;
    this.#onAbandoned = parts.onAbandoned;
    this.multiline = parts.shaping.multiline;
    this.requestId = parts.request.intramural?.request_id ?? '';
    this.speculative = parts.request.intramural?.priority === 'speculative';
    this.#shaping = parts.shaping;
    this.evidence = parts.shaping.evidence;
    this.#clock = parts.clock;
    this.startedAt = parts.clock.monotonic();
    void this.#read(parts);
  }

  get done(): boolean {
    return this.shaped !== undefined || this.error !== undefined;
  }

  get aborted(): boolean {
    return this.#abort.signal.aborted && !this.done;
  }

  /** Stops reading; the proxy is told by the closed connection. */
  abort(): void {
    this.#cancelLinger?.();
    if (this.done || this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.#wake();
    this.#onAbandoned(this);
  }

  /** Resolves once the answer is there, has failed, no longer begins with `typed`, or the caller has gone. */
  async until(typed: string, signal: AbortSignal): Promise<'ready' | 'disagrees' | 'gone'> {
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    for (;;) {
      if (this.done) return 'ready';
      if (this.aborted || signal.aborted) break;
      if (!agrees(this.text, typed)) return 'disagrees';
      await this.#change(signal);
    }
    if (this.#waiting.size === 0 && !this.speculative) this.#lingerOn();
    return 'gone';
  }

  #lingerOn(): void {
    this.#cancelLinger?.();
    this.#cancelLinger = this.#clock.later(linger, () => this.abort());
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #read({ transport, request }: AnswerParts): Promise<void> {
    try {
      const stream = await transport.complete(request, this.#abort.signal);
      this.auditId = stream.auditId;
      this.load = stream.load;
      for await (const piece of stream.pieces) {
        if (piece.meta) {
          this.head = piece.meta;
          this.auditId = piece.meta.audit_id;
        }
        this.finish = piece.finish ?? this.finish;
        if (this.evidence && piece.confidence !== undefined) this.evidence.confidence = piece.confidence;
        if (piece.text === '') continue;
        this.firstTextMs ??= this.#elapsed();
        this.text += piece.text;
        const stop = stopIn(this.text, this.#shaping!);
        if (stop) {
          this.stop = stop.reason;
          break;
        }
        this.#wake();
      }
      this.whole = this.stop === null && this.finish !== 'length';
      this.endedMs = this.#elapsed();
      this.shaped = shape(this.text, { ...this.#shaping!, ended: true });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.endedMs = this.#elapsed();
      this.error = asTransportError(error);
    } finally {
      // The place it was asked at holds the whole document; the window is enough from here on.
      this.#shaping = undefined;
      this.#cancelLinger?.();
      this.#wake();
    }
  }

  #elapsed(): number {
    return Math.round(this.#clock.monotonic() - this.startedAt);
  }
}

/** Whether the answer so far, as far as both go, is what has been typed. White space at its start may be taken off later. */
function agrees(text: string, typed: string): boolean {
  if (typed === '') return true;
  const start = text.trimStart();
  const wanted = typed.trimStart();
  const length = Math.min(start.length, wanted.length);
  return start.slice(0, length) === wanted.slice(0, length);
}
