import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, request as send } from 'undici';
import { Refusal } from './refusal.ts';

/** Passes a request on to the console process and its answer back, byte by byte, as one origin for both. */

export interface PipeOptions {
  /** Where the console answers now; null while it is away. */
  target(): string | null;
  dispatcher: Dispatcher;
}

/** What the console serves to others, after `..` in an address has been worked out. */
const served = /^\/(console(\/.*)?|v1\/telemetry)$/;

const limits = {
  /** Requests under way at once: pages of a few people. */
  concurrent: 64,
  /** Bytes of a body: a batch of 500 events is under 1 MB. */
  bodyBytes: 4_194_304,
} as const;

/**
 * Of one connection only (RFC 9110, section 7.6.1), or told anew to the console. `Host` is passed on: the console answers
 * only to the name that people know it by.
 */
const notPassedOn = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);

/** @throws {Refusal} while nothing has been sent: the console is away or has too much to do. */
export type Pipe = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createPipe({ target, dispatcher }: PipeOptions): Pipe {
  let underWay = 0;
  return async (request, response) => {
    const origin = target();
    if (origin === null) throw away();
    if (underWay >= limits.concurrent) throw new Refusal('busy', 'The console has too much to do. Ask again shortly.');
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge();
    const url = targetOf(request.url ?? '/', origin);
    if (!served.test(url.pathname)) throw new Refusal('not_found', 'There is nothing at this address.');
    underWay++;
    // Not the request's own 'close', which comes when its body has been read.
    const left = new AbortController();
    const leave = () => left.abort();
    request.socket.once('close', leave);
    response.on('error', () => undefined);
    try {
      const answer = await send(url, {
        dispatcher,
        method: request.method as Dispatcher.HttpMethod,
        headers: headersFor(request),
        body: hasBody(request) ? Readable.from(bounded(request)) : null,
        signal: left.signal,
      });
      response.writeHead(answer.statusCode, passedHeaders(answer.headers));
      await pipeline(answer.body, response);
    } catch (error) {
      if (left.signal.aborted) return;
      if (response.headersSent) {
        // The status has gone out: only a connection that breaks off says that the rest is missing.
        response.destroy();
        return;
      }
      throw error instanceof Refusal ? error : away();
    } finally {
      underWay--;
      request.socket.off('close', leave);
    }
  };
}

/** The path alone counts: a client of an HTTP proxy names a whole address there (RFC 9112, section 3.2.2). */
function targetOf(asked: string, origin: string): URL {
  const { pathname, search } = new URL(asked.startsWith('/') ? `${origin}${asked}` : asked);
  return new URL(`${origin}${pathname}${search}`);
}

function away(): Refusal {
  return new Refusal('console_unavailable', 'The console is starting or has stopped. It comes back by itself.', {
    retryAfter: 2,
  });
}

function tooLarge(): Refusal {
  return new Refusal('body_too_large', `The body has more than ${limits.bodyBytes} bytes. Send less at once.`);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

async function* bounded(request: IncomingMessage): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of request) {
    received += (chunk as Buffer).length;
    if (received > limits.bodyBytes) throw tooLarge();
    yield chunk as Buffer;
  }
}

function headersFor(request: IncomingMessage): Record<string, string | string[]> {
  const headers = passedHeaders(request.headers);
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  headers['x-forwarded-proto'] = 'encrypted' in request.socket ? 'https' : 'http';
  return headers;
}

function passedHeaders(received: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  const named = String(received.connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined && !notPassedOn.has(name) && !named.includes(name)) passed[name] = value;
  }
  return passed;
}
