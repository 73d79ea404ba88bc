import { readFileSync } from 'node:fs';
import { otlpMetrics } from '../../telemetry/export/otlp.ts';
import { adoption, type BankFacts } from '../../telemetry/metrics/adoption.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import { CommandError } from '../cli/command.ts';
import { type Destination, type EgressReason, openEgress } from '../upstream/egress.ts';
import { fetchThrough } from '../upstream/fetch.ts';
import { softwareVersion } from '../version.ts';
import type { TelemetryConfig } from './config.ts';

export interface PushOptions {
  config: TelemetryConfig;
  allow: readonly string[];
  env: NodeJS.ProcessEnv;
  store: TelemetryStore;
  facts: BankFacts;
  now: () => number;
  /** Told of every connection made and refused. */
  egress: (what: 'dialled' | 'refused', place: Destination, reason?: EgressReason) => void;
  /** Told before figures go out, so that it is recorded; what can't be recorded is not sent. */
  audited: () => Promise<void>;
  onFailure: (error: unknown) => void;
}

/** Milliseconds for one push. */
const deadlineMs = 10_000;

/** Pushes the figures of the last 28 days by OTLP, as often as configured. @returns how to stop. */
export function startPush(options: PushOptions): () => Promise<void> {
  const { otlp } = options.config;
  if (!otlp) return async () => undefined;
  const authorization = otlp.authorization_env === undefined ? undefined : options.env[otlp.authorization_env];
  if (otlp.authorization_env !== undefined && !authorization) {
    throw new CommandError(`The environment variable ${otlp.authorization_env}, for telemetry.otlp, is not set.`, {
      mend: `Set ${otlp.authorization_env}, or take authorization_env out of telemetry.otlp.`,
    });
  }
  const egress = openEgress({
    allow: options.allow,
    listener: {
      dialled: to => options.egress('dialled', to),
      refused: (to, reason) => options.egress('refused', to, reason),
    },
  });
  const ca = otlp.ca_file === undefined ? undefined : readFileSync(otlp.ca_file, 'utf8');
  const dispatcher = egress.dispatcher({ connections: 1, ...(ca !== undefined && { ca }) });
  const send = fetchThrough(dispatcher, egress);
  const stop = new AbortController();

  const push = async () => {
    await options.audited();
    const at = options.now();
    const answer = await adoption(
      options.store,
      {
        period: null,
        days: 28,
        by: 'language',
        only: null,
        scope: 'everyone',
        versus: null,
        me: '',
        mayLead: true,
        now: at,
      },
      options.facts,
    );
    const response = await send(otlp.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(otlpMetrics(answer, at, softwareVersion)),
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(deadlineMs)]),
    });
    await response.text();
    if (!response.ok)
      throw Object.assign(new Error('the collector refused the figures'), { code: String(response.status) });
  };
  let underWay: Promise<void> = Promise.resolve();
  let busy = false;
  const tick = () => {
    // A slow collector gets fewer pushes, never several at once.
    if (busy) return;
    busy = true;
    underWay = push()
      .catch(error => {
        if (!stop.signal.aborted) options.onFailure(error);
      })
      .finally(() => {
        busy = false;
      });
  };
  tick();
  const timer = setInterval(tick, otlp.every_s * 1000);
  return async () => {
    clearInterval(timer);
    stop.abort();
    await underWay;
    await dispatcher.destroy();
  };
}
