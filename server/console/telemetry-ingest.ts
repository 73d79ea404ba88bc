import type { FastifyInstance } from 'fastify';
import type { Pseudonym } from '../../telemetry/privacy/pseudonym.ts';
import type { TelemetryReceipt } from '../../telemetry/schema/event.ts';
import { checkBatch } from '../../telemetry/schema/validate.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import type { Authenticate } from '../identity/identity.ts';
import { refuse } from './errors.ts';
import type { Outcomes } from './outcomes.ts';
import { subjectOf } from './read-log.ts';
import { TelemetryRate } from './telemetry-rate.ts';

export interface IngestOptions {
  authenticate: Authenticate;
  store: TelemetryStore;
  /** Null: what became of suggestions is not recorded. */
  outcomes: Outcomes | null;
  pseudonym: Pseudonym;
  /** By policy. */
  enabled(): boolean;
  now: () => number;
  onFailure: (error: unknown) => void;
}

/** Bytes of a batch: 500 events of the longest kind, twice. */
const bodyLimit = 1_048_576;
/** Seconds after which a client should try again when the store could not write. */
const retryAfter = 30;

/** `POST /v1/telemetry`: answers once every accepted event is durable, and what it tells of an inference is in the audit log. */
export function addIngest(app: FastifyInstance, options: IngestOptions): void {
  const { authenticate, store, pseudonym } = options;
  const rate = new TelemetryRate(options.now);
  app.post('/v1/telemetry', { bodyLimit }, async (request, reply) => {
    const identity = await authenticate(request.headers.authorization);
    if (!identity) return refuse(reply, 401, 'unauthorized', 'Send the token of this proxy as a bearer token.');
    if (!options.enabled()) return refuse(reply, 403, 'telemetry_disabled', 'The policy has turned telemetry off.');

    const wait = rate.take(identity.subject, eventsIn(request.body));
    if (wait > 0) {
      reply.header('retry-after', wait);
      return refuse(reply, 429, 'rate_limited', `More events than one person can cause. Send them in ${wait} s.`);
    }

    const batch = checkBatch(request.body);
    if (batch.kind === 'refused') return refuse(reply, 422, 'invalid_batch', `The batch was refused: ${batch.reason}.`);
    try {
      const receipt = await store.ingest({
        user: pseudonym(identity.subject),
        team: identity.team,
        receivedAt: options.now(),
        events: batch.events,
      });
      const stored = batch.events.filter(({ index }) => !receipt.refused.some(one => one.index === index));
      await options.outcomes?.record(
        subjectOf(identity),
        stored.map(({ event }) => event),
        receipt.duplicates > 0,
      );
      const refused = [...batch.refused, ...receipt.refused].sort((a, b) => a.index - b.index);
      return { accepted: receipt.accepted, duplicates: receipt.duplicates, refused } satisfies TelemetryReceipt;
    } catch (error) {
      options.onFailure(error);
      reply.header('retry-after', retryAfter);
      return refuse(reply, 503, 'store_unavailable', 'The telemetry store could not write. Keep the events and retry.');
    }
  });
}

/** As many as it says it has; what is no batch counts as one event. */
function eventsIn(body: unknown): number {
  const events = (body as { events?: unknown } | null | undefined)?.events;
  return Array.isArray(events) ? events.length : 1;
}
