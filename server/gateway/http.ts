import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { Refusal } from './refusal.ts';
import type { ServerTls } from './server-tls.ts';

/** The HTTP shell: what is refused before any handler runs, and how every refusal looks. */

export interface HttpOptions {
  /** Null where bytes do not leave the machine. */
  tls: ServerTls | null;
  bodyBytes: number;
  /** Told of every refusal and failure that a handler did not record itself. */
  onRefused(refusal: Refusal, request: FastifyRequest | null): void;
  onFailure(error: unknown): void;
}

const limits = {
  /** Milliseconds for TLS to begin, for the headers, and for the whole request: who sends slower wants to hold a place, not an answer. */
  handshake: 5_000,
  headers: 5_000,
  request: 10_000,
  /** Milliseconds without a byte after which a connection is closed; longer than the longest deadline. */
  idle: 150_000,
  /** Milliseconds that a connection is kept between two requests: an editor pauses for a coffee. */
  keepAlive: 75_000,
  connections: 4_096,
  /** Milliseconds between two looks for connections that are too slow. */
  sweep: 1_000,
} as const;

export function createHttp(options: HttpOptions): FastifyInstance {
  const timing = { headersTimeout: limits.headers, connectionsCheckingInterval: limits.sweep };
  // One type for both: a TLS server answers as the other does.
  const server =
    options.tls === null
      ? { http: timing }
      : ({ https: { ...timing, ...options.tls, handshakeTimeout: limits.handshake } } as object);
  const app = fastify({
    bodyLimit: options.bodyBytes,
    requestTimeout: limits.request,
    connectionTimeout: limits.idle,
    keepAliveTimeout: limits.keepAlive,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    ...server,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, options),
    frameworkErrors: (_error, request, reply) =>
      refuse(reply, new Refusal('invalid_http', 'This address can not be read.'), request),
  });
  app.server.maxConnections = limits.connections;
  refusePipelining(app.server);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('onRequest', async request => {
    refuseWhilePipelined(request.raw);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      throw new Refusal('encoding_refused', 'Compressed bodies are not taken. Send the body as it is.');
    }
  });

  const refuse = (reply: FastifyReply, refusal: Refusal, request: FastifyRequest) => {
    options.onRefused(refusal, request);
    // What is left of a body that nobody reads must not be taken for the next request.
    if (!request.raw.complete || lastOfConnection.has(refusal.code)) reply.header('connection', 'close');
    return reply.code(refusal.status).headers(refusal.headers()).send(refusal.body());
  };
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const refusal = error instanceof Refusal ? error : fromFramework(error, options.bodyBytes);
    if (refusal.code === 'internal') options.onFailure(error);
    return refuse(reply, refusal, request);
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      new Refusal('not_found', 'There is nothing at this address: see GET /v1/models and POST /v1/completions.'),
      request,
    ),
  );
  return app;
}

/** Strictly UTF-8, strictly JSON. The parser's own words quote the text, so they are not repeated. */
function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal('invalid_json', 'The body is not UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_json', 'The body is not JSON.');
  }
}

function fromFramework(error: FastifyError, bodyBytes: number): Refusal {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('body_too_large', `The body has more than ${bodyBytes} bytes. Send less text.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return new Refusal(
        'unsupported_media_type',
        'Send the body as JSON, with the header "Content-Type: application/json".',
      );
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Refusal('invalid_json', 'The body is empty, or its length is not the one announced.');
    default:
      return new Refusal('internal', 'The proxy failed on this request. Its operator finds the failure in the log.');
  }
}

/** A connection on which no request could be read. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket, options: HttpOptions): void {
  // Where TLS has not come about there is no way to say anything, and waiting for one would keep the connection for good.
  if (error.code === 'ECONNRESET' || !socket.writable || /^ERR_(TLS|SSL)_/.test(error.code ?? '')) {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Refusal('headers_too_large', 'The headers are too large.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Refusal('request_timeout', 'The request came too slowly.')
        : new Refusal('invalid_http', 'This is no HTTP request.');
  options.onRefused(refusal, null);
  const body = JSON.stringify(refusal.body());
  const headers = { ...refusal.headers(), connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join('')}\r\n${body}`);
}

/** Refusals after which the client had better connect anew, elsewhere or more slowly. */
const lastOfConnection: ReadonlySet<string> = new Set(['pipelining_refused', 'draining']);

/** The responses of each connection that have not been said whole. */
const unanswered = new WeakMap<Socket, ServerResponse[]>();

/**
 * A second request on a connection whose first has no answer yet is refused: no client of ours sends one, a stream could hold
 * it up for long, and it is the usual vehicle for smuggling a request past its checks.
 */
function refusePipelining(server: Server): void {
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const before = unanswered.get(socket) ?? [];
    unanswered.set(socket, [...before.filter(({ writableEnded }) => !writableEnded), response]);
  });
}

function refuseWhilePipelined({ socket }: IncomingMessage): void {
  if ((unanswered.get(socket)?.length ?? 0) > 1) {
    throw new Refusal('pipelining_refused', 'Wait for the answer before the next request, or use another connection.');
  }
}
