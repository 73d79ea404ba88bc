import type { AuditLog } from '../audit/log.ts';
import type { UpstreamState } from '../upstream/upstream.ts';
import type { Models } from './models.ts';

/** `GET /readyz`: whether a completion would be served now, and the state of each part. */
export interface Readiness {
  ready: boolean;
  audit: AuditLog['state'];
  console: 'up' | 'away';
  models: Record<string, UpstreamState>;
  draining: boolean;
}

const waits = {
  /** Milliseconds for one model server to answer. */
  check: 1_500,
  /** Milliseconds for which an answer is taken as known: probes must not become a load. */
  fresh: 1_000,
} as const;

export interface ReadinessOptions {
  audit: Pick<AuditLog, 'state'>;
  models: Models;
  consoleUp(): boolean;
  draining(): boolean;
  now(): number;
}

export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { audit, models, now } = options;
  let known: { at: number; states: Promise<[string, UpstreamState][]> } | null = null;

  const states = () => {
    if (known === null || now() - known.at > waits.fresh) {
      const checks = [...models].map(
        async ([id, { upstream }]): Promise<[string, UpstreamState]> => [
          id,
          await upstream.check(AbortSignal.timeout(waits.check)),
        ],
      );
      known = { at: now(), states: Promise.all(checks) };
    }
    return known.states;
  };

  return async () => {
    const now_ = Object.fromEntries(await states());
    return {
      ready: audit.state === 'open' && !options.draining() && Object.values(now_).includes('ready'),
      audit: audit.state,
      console: options.consoleUp() ? 'up' : 'away',
      models: now_,
      draining: options.draining(),
    };
  };
}
