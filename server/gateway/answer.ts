import type { ServerResponse } from 'node:http';
import {
  auditIdHeader,
  type CompletionChunk,
  type FinishReason,
  type IntramuralHead,
  type IntramuralTail,
  type Load,
  loadHeader,
} from '../wire/completion.ts';
import type { Refusal } from './refusal.ts';

/** What the client gets: a stream of events, or one body. */
export interface Answer {
  /** Bytes of the answer have left: its status can't change any more. */
  readonly begun: boolean;
  /** The status sent; null before. */
  readonly status: number | null;
  /** What the first bytes will say. Comes before any text. */
  describe(head: IntramuralHead, load: Load): void;
  /** Resolves when the client can take more. `confidence`: of all the text so far, where the client wants to know. */
  text(piece: string, confidence?: number): Promise<void>;
  finish(reason: FinishReason, tail: IntramuralTail): void;
  /** Says no, or ends a stream that has begun with an error event. */
  refuse(refusal: Refusal): void;
}

export interface AnswerOptions {
  auditId: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  stream: boolean;
  includeUsage: boolean;
  /** The end of the request: from then on nobody waits for a client that does not read. */
  signal: AbortSignal;
}

export function openAnswer(response: ServerResponse, options: AnswerOptions): Answer {
  // A client that leaves makes the next write fail; who left is learnt from the connection.
  response.on('error', () => undefined);
  return options.stream ? streamed(response, options) : whole(response, options);
}

/** Where the text stands in an event without any; in no name, whose quotes would be escaped. */
const emptyText = '"text":""';

function streamed(response: ServerResponse, options: AnswerOptions): Answer {
  let described: { head: IntramuralHead; load: Load } | null = null;
  let status: number | null = null;
  let frame: string[] | null = null;

  /** The first event carries the head. */
  const opening = (): IntramuralHead | undefined => {
    if (status !== null || described === null) return undefined;
    status = 200;
    response.writeHead(status, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...answerHeaders(options, described.load),
    });
    return described.head;
  };

  return {
    get begun() {
      return status === 200;
    },
    get status() {
      return status;
    },
    describe: (head, load) => {
      described = { head, load };
    },
    text: async (piece, confidence) => {
      const head = opening();
      const { model } = described!.head;
      if (head !== undefined || confidence !== undefined) {
        const chunk = { ...chunkOf(options, model, piece, null), ...confidenceOf(confidence) };
        await write(response, event(head === undefined ? chunk : { ...chunk, intramural: head }), options.signal);
        return;
      }
      // All others differ in their text alone.
      frame ??= event(chunkOf(options, model, '', null)).split(emptyText);
      await write(response, `${frame[0]}"text":${JSON.stringify(piece)}${frame[1]}`, options.signal);
    },
    finish: (reason, tail) => {
      opening();
      const last = { ...chunkOf(options, tail.model, '', reason), intramural: tail };
      const usage = options.includeUsage
        ? event({ ...chunkOf(options, tail.model, '', null), choices: [], usage: usageOf(tail) })
        : '';
      response.end(`${event(last)}${usage}data: [DONE]\n\n`);
    },
    refuse: refusal => {
      if (status !== null) {
        response.end(`${event(refusal.body())}data: [DONE]\n\n`);
        return;
      }
      status = refusal.status;
      sendRefusal(response, refusal, options.auditId);
    },
  };
}

function whole(response: ServerResponse, options: AnswerOptions): Answer {
  let described: { head: IntramuralHead; load: Load } | null = null;
  let status: number | null = null;
  const pieces: string[] = [];
  let sure: number | undefined;
  return {
    get begun() {
      return status === 200;
    },
    get status() {
      return status;
    },
    describe: (head, load) => {
      described = { head, load };
    },
    text: async (piece, confidence) => {
      pieces.push(piece);
      sure = confidence;
    },
    finish: (reason, tail) => {
      status = 200;
      const chunk = chunkOf(options, tail.model, pieces.join(''), reason);
      const own = { usage: usageOf(tail), intramural: tail, ...confidenceOf(sure) };
      const body = JSON.stringify({ ...chunk, ...own } satisfies CompletionChunk);
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        ...answerHeaders(options, described!.load),
      });
      response.end(body);
    },
    refuse: refusal => {
      status = refusal.status;
      sendRefusal(response, refusal, options.auditId);
    },
  };
}

function answerHeaders({ auditId }: AnswerOptions, load: Load): Record<string, string> {
  return { [auditIdHeader]: auditId, [loadHeader]: load, 'x-content-type-options': 'nosniff' };
}

function sendRefusal(response: ServerResponse, refusal: Refusal, auditId: string): void {
  response.writeHead(refusal.status, { ...refusal.headers(), [auditIdHeader]: auditId });
  response.end(JSON.stringify(refusal.body()));
}

function chunkOf(options: AnswerOptions, model: string, text: string, finish: FinishReason | null): CompletionChunk {
  return {
    id: `cmpl-${options.auditId}`,
    object: 'text_completion',
    created: Math.floor(options.receivedAt / 1000),
    model,
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
  };
}

/** Three digits say enough, and less of the model. */
function confidenceOf(confidence: number | undefined): Pick<CompletionChunk, 'confidence'> {
  return confidence === undefined ? {} : { confidence: Math.round(confidence * 1000) / 1000 };
}

function usageOf({ prompt_tokens, completion_tokens }: IntramuralTail): CompletionChunk['usage'] {
  if (prompt_tokens === null || completion_tokens === null) return null;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** Resolves when the client has room again, has gone, or has had its time. */
function write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> | undefined {
  if (response.write(text) || response.destroyed || signal.aborted) return undefined;
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    signal.addEventListener('abort', done);
  });
}
