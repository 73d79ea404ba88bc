import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type CompletionDependencies, complete } from './completion.ts';
import { HttpFailure, readJson, sendJson } from './http.ts';
import { parseRequest } from './request.ts';

export interface ServerOptions extends CompletionDependencies {
  /** What every request must bear. */
  secret: string;
  /** Told of a failure that is the engine's own fault. */
  onFailure(error: unknown): void;
}

/** The engine's HTTP server: OpenAI's wire for completions, and a little more for the machine room. Listens to nobody yet. */
export function createEngineServer(options: ServerOptions): Server {
  const authorised = bearer(options.secret);
  return createServer((incoming, response) => {
    // A client that goes away must never take the engine along.
    response.on('error', () => undefined);
    answer(incoming, response, options, authorised).catch(error => {
      const own = !(error instanceof HttpFailure);
      const failure = own ? new HttpFailure(500, 'engine_failed', 'The engine failed.', null) : error;
      // What is left of a body that was too long must not be read as the next request.
      const headers: Record<string, string> = failure.status === 413 ? { connection: 'close' } : {};
      if (!response.headersSent) sendJson(response, failure.status, failure.body, headers);
      if (own) options.onFailure(error);
    });
  });
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  authorised: (header: string | undefined) => boolean,
): Promise<void> {
  if (!authorised(incoming.headers.authorization)) {
    throw new HttpFailure(401, 'unauthorized', 'The engine wants its secret as a bearer token.', null);
  }
  const { model, pool, turns } = options;
  switch (`${incoming.method} ${incoming.url?.split('?')[0]}`) {
    case 'POST /v1/completions': {
      const parsed = parseRequest(await readJson(incoming));
      if (parsed.kind === 'wrong') throw new HttpFailure(400, 'invalid_request', parsed.message, parsed.param);
      return complete(parsed.request, incoming, response, options);
    }
    case 'GET /v1/models':
      return sendJson(response, 200, {
        object: 'list',
        data: [
          {
            id: model.name,
            object: 'model',
            created: 0,
            owned_by: 'intramural',
            meta: { n_ctx: model.contextTokens },
          },
        ],
      });
    case 'POST /tokenize':
    case 'POST /v1/tokenize': {
      const body = (await readJson(incoming)) as { content?: unknown; add_special?: unknown } | null;
      if (typeof body?.content !== 'string')
        throw new HttpFailure(400, 'invalid_request', 'content must be text.', 'content');
      const tokens = model.tokenize(body.content);
      // What the model wants before every text is what it makes of none.
      const isBare = body.add_special === false && tokens[0] === model.tokenize('')[0];
      return sendJson(response, 200, { tokens: isBare ? tokens.slice(1) : tokens });
    }
    case 'GET /health':
    case 'GET /v1/health':
      return sendJson(response, 200, { status: 'ok' });
    case 'GET /slots':
    case 'GET /v1/slots':
      return sendJson(response, 200, {
        busy: turns.busy,
        waiting: turns.waiting,
        slots: pool.sequences.map(({ tokens }) => ({ cached_tokens: tokens.length })),
      });
    default:
      throw new HttpFailure(404, 'not_found', 'There is nothing at this address.', null);
  }
}

/** Compares digests, so that neither content nor length of the secret can be felt out. */
function bearer(secret: string): (header: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(`Bearer ${secret}`);
  return header => timingSafeEqual(digest(header ?? ''), wanted);
}
