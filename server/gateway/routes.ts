import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Authenticate, Identity } from '../identity/identity.ts';
import { published } from '../policy/schema.ts';
import type { SignInWays } from '../wire/sign-in.ts';
import { openAnswer } from './answer.ts';
import { authenticate, requireDeveloper } from './authenticate.ts';
import type { TakeRoom } from './body-room.ts';
import type { Gateway } from './call.ts';
import { clientOf } from './client.ts';
import { complete } from './gateway.ts';
import { openLife } from './life.ts';
import { findModel, listModels } from './models.ts';
import type { Pipe } from './pipe.ts';
import type { Readiness } from './readiness.ts';
import { Refusal } from './refusal.ts';
import { readRequest } from './request.ts';

/** Every address of the gateway. */
export interface RouteOptions {
  /** As it is now: its policy may change between two requests. */
  gateway(): Gateway;
  authenticate: Authenticate;
  /** Milliseconds, where the client names none. */
  deadlineMs: number;
  takeRoom: TakeRoom;
  /** Two, so that pages that everybody may ask for never keep telemetry out. */
  pipes: { console: Pipe; telemetry: Pipe };
  signInWays(): Promise<SignInWays>;
  readiness(): Promise<Readiness>;
  metrics(): Promise<{ type: string; text: string }>;
  draining(): boolean;
  /** Follows a completion to its end, so that a stop can wait for it. */
  follow(work: Promise<void>): void;
}

const identities = new WeakMap<FastifyRequest, Identity>();
const receipts = new WeakMap<FastifyRequest, number>();

export function addRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { now } = options.gateway();

  // Before the body is read: who is not known here gets no byte of it parsed.
  const signIn = async (request: FastifyRequest) => {
    receipts.set(request, now());
    if (options.draining()) throw new Refusal('draining', 'The proxy is stopping. Ask again shortly.');
    identities.set(request, await authenticate(request.headers.authorization, options.authenticate));
  };
  const signInToAsk = async (request: FastifyRequest) => {
    await signIn(request);
    requireDeveloper(identities.get(request)!);
    options.takeRoom(request.raw);
  };

  app.post('/v1/completions', { onRequest: signInToAsk }, async (request, reply) => {
    const asked = readRequest(request.body);
    const { models } = options.gateway();
    const named = findModel(models, asked.model);
    const receivedAt = receipts.get(request)!;
    const auditId = uuidv7();
    reply.hijack();
    const spent = now() - receivedAt;
    const life = openLife(request.raw.socket, (asked.deadlineMs ?? options.deadlineMs) - spent, now);
    const answer = openAnswer(reply.raw, {
      auditId,
      receivedAt: Date.now(),
      stream: asked.stream,
      includeUsage: asked.includeUsage,
      signal: life.signal,
    });
    const work = complete(
      {
        auditId,
        asked,
        identity: identities.get(request)!,
        client: clientOf(request.headers['user-agent']),
        named,
        model: named ?? [...models.values()][0]!,
        traceparent: traceparentOf(request),
        life,
        answer,
        receivedAt,
      },
      options.gateway(),
    );
    options.follow(work);
  });

  app.get('/v1/models', { onRequest: signIn }, async (_request, reply) => {
    return reply
      .header('cache-control', 'no-store')
      .send(listModels(options.gateway().models, options.gateway().rules));
  });
  app.get('/v1/policy', { onRequest: signIn }, async (request, reply) => {
    const { policy, models } = options.gateway();
    const embedded = [...models.values()].filter(({ config }) => config.upstream === 'embedded');
    return reply.header('cache-control', 'no-store').send(
      published(
        policy,
        embedded.map(({ config }) => config.id),
        identities.get(request)!,
      ),
    );
  });

  app.get('/v1/sign-in', async (_request, reply) => {
    return reply.header('cache-control', 'no-store').send(await options.signInWays());
  });

  app.get('/healthz', async () => ({ service: 'intramural', status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const readiness = await options.readiness();
    return reply
      .code(readiness.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness);
  });
  app.get('/metrics', async (_request, reply) => {
    const { type, text } = await options.metrics();
    return reply.type(type).send(text);
  });

  app.register(async piped => {
    // Bodies go through as they are.
    piped.removeAllContentTypeParsers();
    piped.addContentTypeParser('*', (_request, _payload, done) => done(null));
    piped.post('/v1/telemetry', { onRequest: signIn }, (request, reply) =>
      passOn(request, reply, options.pipes.telemetry),
    );
    for (const url of ['/console', '/console/*']) {
      piped.all(url, (request, reply) => passOn(request, reply, options.pipes.console));
    }
  });
}

async function passOn(request: FastifyRequest, reply: FastifyReply, pipe: Pipe): Promise<void> {
  reply.hijack();
  try {
    await pipe(request.raw, reply.raw);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('internal', 'The proxy failed on this request.');
    const html = (request.headers.accept ?? '').includes('text/html');
    const body = html ? page(refusal.message) : JSON.stringify(refusal.body());
    reply.raw.writeHead(refusal.status, {
      ...refusal.headers(),
      ...(html ? { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" } : {}),
      connection: 'close',
    });
    reply.raw.end(body);
  }
}

/** For a person who opened the console while it is away. The message is ours, and holds no markup. */
function page(message: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Intramural</title><meta http-equiv="refresh" content="2"></head><body><h1>Intramural</h1><p>${message}</p></body></html>\n`;
}

/** W3C trace context, passed on where it is what it should be. */
function traceparentOf(request: FastifyRequest): string | null {
  const given = request.headers.traceparent;
  return typeof given === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : null;
}
