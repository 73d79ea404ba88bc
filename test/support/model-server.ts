import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * A model server that says what it is told to and remembers what it was asked: every request with its body, and when and how
 * its connection ended. It speaks the wire of vLLM or of llama.cpp's server, as each is seen to differ from the other.
 */

export type Dialect = 'vllm' | 'llama.cpp';

export type Fault =
  /** Answers with this status and an error that repeats the prompt, as real servers do. */
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'redirect'; to: string }
  /** Takes the request and never says a word. */
  | { kind: 'hang' }
  /** Closes the connection before any answer. */
  | { kind: 'close' }
  /** Closes the connection after so many pieces of text. */
  | { kind: 'cut'; after: number }
  /** Ends the stream in good order after so many pieces, without a finish. */
  | { kind: 'unfinished'; after: number }
  /** Goes silent after so many pieces. */
  | { kind: 'stall'; after: number }
  /** Sends an event that is no JSON after so many pieces. */
  | { kind: 'garbage'; after: number }
  /** Keeps the connection open after the last event. */
  | { kind: 'linger' };

export interface Script {
  /** One event each. */
  pieces: readonly string[];
  /** Of each piece, as one token; told where the request asks for it, as each dialect does. */
  logprobs?: readonly number[];
  finish?: 'stop' | 'length';
  /** Milliseconds before the first piece and between two. */
  firstMs?: number;
  pieceMs?: number;
  /** Bytes of each write: cuts events and characters in two. Whole events where absent. */
  writeBytes?: number;
  fault?: Fault;
}

export interface CompletionBody {
  model: string;
  prompt: string;
  suffix?: string;
  max_tokens: number;
  stop?: string[];
  stream?: boolean;
  [field: string]: unknown;
}

export interface RecordedRequest {
  headers: IncomingMessage['headers'];
  /** As received. */
  raw: string;
  body: CompletionBody;
  /** Milliseconds, `performance.now()`. */
  receivedAt: number;
  /** Resolves with the time when the exchange has ended, and whether the answer had been sent whole. */
  ended: Promise<{ at: number; whole: boolean }>;
  /** Pieces written so far. */
  written: number;
}

export interface ModelServer {
  /** Up to and with `/v1`. */
  url: string;
  port: number;
  requests: RecordedRequest[];
  /** How every request is answered from now on. A function sees the request. */
  script(script: Script | ((request: RecordedRequest) => Script)): void;
  /** Resolves when so many requests have come, at once where they have. */
  received(count: number): Promise<RecordedRequest>;
  connections(): number;
  /** Ends every connection and listens no more. */
  close(): Promise<void>;
}

export interface ModelServerOptions {
  dialect?: Dialect;
  model?: string;
  /** Bearer token that it asks for; none where absent. */
  key?: string;
  port?: number;
  script?: Script;
  /** Answers `/tokenize`; there is no such address where absent. */
  tokenize?: (text: string) => number[];
}

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const { dialect = 'vllm', model = 'scripted', key, port = 0 } = options;
  let script: Script | ((request: RecordedRequest) => Script) = options.script ?? { pieces: ['return', ' 42;'] };
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const waiting: { count: number; resolve: (request: RecordedRequest) => void }[] = [];

  const server = createServer((request, response) => {
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      return answerJson(response, 401, { error: { message: 'Unauthorized', type: 'invalid_request_error' } });
    }
    if (request.method === 'GET' && request.url === '/v1/models') {
      return answerJson(response, 200, { object: 'list', data: [{ id: model, object: 'model', created: 0 }] });
    }
    if (request.method === 'POST' && request.url === '/tokenize' && options.tokenize !== undefined) {
      const { tokenize } = options;
      readAll(request).then(
        raw => answerJson(response, 200, { tokens: tokenize((JSON.parse(raw) as { prompt: string }).prompt) }),
        () => response.destroy(),
      );
      return;
    }
    if (request.method !== 'POST' || request.url !== '/v1/completions') {
      return answerJson(response, 404, { error: { message: 'Not Found' } });
    }
    readAll(request).then(
      raw => {
        const recorded = record(request, response, raw);
        requests.push(recorded);
        const now = typeof script === 'function' ? script(recorded) : script;
        play(now, recorded, response, dialect).catch(() => response.destroy());
        for (const one of waiting.filter(({ count }) => requests.length >= count)) {
          waiting.splice(waiting.indexOf(one), 1);
          one.resolve(requests[one.count - 1]!);
        }
      },
      () => response.destroy(),
    );
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const actualPort = (server.address() as AddressInfo).port;

  return {
    url: `http://127.0.0.1:${actualPort}/v1`,
    port: actualPort,
    requests,
    script: next => {
      script = next;
    },
    received: count =>
      requests.length >= count
        ? Promise.resolve(requests[count - 1]!)
        : new Promise(resolve => waiting.push({ count, resolve })),
    connections: () => sockets.size,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function record(request: IncomingMessage, response: ServerResponse, raw: string): RecordedRequest {
  return {
    headers: request.headers,
    raw,
    body: JSON.parse(raw) as CompletionBody,
    receivedAt: performance.now(),
    ended: new Promise(resolve => {
      response.on('close', () => resolve({ at: performance.now(), whole: response.writableFinished }));
    }),
    written: 0,
  };
}

function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function play(
  script: Script,
  request: RecordedRequest,
  response: ServerResponse,
  dialect: Dialect,
): Promise<void> {
  const { fault } = script;
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'close') return void response.socket?.destroy();
  if (fault?.kind === 'redirect') return void response.writeHead(307, { location: fault.to }).end();
  if (fault?.kind === 'status') {
    const message = `can't serve prompt ${JSON.stringify(request.body.prompt)}`;
    return answerJson(response, fault.status, { error: { message, type: 'server_error' } }, fault.headers);
  }
  if (script.firstMs) await pause(script.firstMs, response);
  if (request.body.stream !== true) {
    const text = script.pieces.join('');
    return answerJson(response, 200, chunk(request, dialect, text, script.finish ?? 'stop', usage(request, script)));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (data: string) => write(response, `data: ${data}\n\n`, script.writeBytes);

  for (const [index, piece] of script.pieces.entries()) {
    if (response.destroyed) return;
    if (index > 0 && script.pieceMs) await pause(script.pieceMs, response);
    if (fault && 'after' in fault && fault.after === index) return await fail(fault, response);
    const said = { ...chunk(request, dialect, piece, null), ...withLogprob(request, dialect, piece, script, index) };
    await send(JSON.stringify(said));
    request.written++;
  }
  if (fault && 'after' in fault) return await fail(fault, response);

  const finish = script.finish ?? 'stop';
  if (dialect === 'llama.cpp') {
    // The last event has the finish, the usage and the timings together, and no text.
    const last = { ...chunk(request, dialect, '', finish, usage(request, script)), timings: { predicted_n: 1 } };
    await send(JSON.stringify(last));
  } else {
    await send(JSON.stringify(chunk(request, dialect, '', finish)));
    // The usage comes in an event of its own, whose list of choices is empty.
    await send(JSON.stringify({ ...chunk(request, dialect, '', finish, usage(request, script)), choices: [] }));
  }
  await send('[DONE]');
  if (fault?.kind !== 'linger') response.end();
}

async function fail(fault: Fault, response: ServerResponse): Promise<void> {
  if (fault.kind === 'cut') return void response.socket?.destroy();
  if (fault.kind === 'unfinished') return void response.end();
  if (fault.kind === 'garbage') {
    await write(response, 'data: {"choices":[{"text":"half a lin\n\n');
    response.end();
  }
}

/** The chunk's choices once more, with the token's log-probability. */
function withLogprob(request: RecordedRequest, dialect: Dialect, text: string, script: Script, index: number) {
  const logprob = script.logprobs?.[index];
  if (logprob === undefined || typeof request.body.logprobs !== 'number') return {};
  const logprobs =
    dialect === 'vllm'
      ? { tokens: [text], token_logprobs: [logprob], top_logprobs: [{ [text]: logprob }], text_offset: [0] }
      : { content: [{ id: 1, token: text, bytes: [], logprob, top_logprobs: [] }] };
  return { choices: [{ index: 0, text, logprobs, finish_reason: null }] };
}

function chunk(request: RecordedRequest, dialect: Dialect, text: string, finish: string | null, counted?: object) {
  return {
    id: 'cmpl-scripted',
    object: 'text_completion',
    created: 0,
    model: request.body.model,
    choices: [
      { index: 0, text, logprobs: null, finish_reason: finish, ...(dialect === 'vllm' ? { stop_reason: null } : {}) },
    ],
    ...(counted ? { usage: counted } : {}),
  };
}

function usage(request: RecordedRequest, script: Script) {
  const prompt_tokens = Math.ceil(request.body.prompt.length / 4);
  return { prompt_tokens, completion_tokens: script.pieces.length, total_tokens: prompt_tokens + script.pieces.length };
}

async function write(response: ServerResponse, text: string, size = Number.POSITIVE_INFINITY): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    // Waits until it has left, so that each part is a packet of its own, and nothing is lost when the connection is cut.
    await new Promise<void>(resolve => response.write(bytes.subarray(at, at + size), () => resolve()));
  }
}

/** Ends early when the client has gone. */
function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
    response.once('close', done);
  });
}
