import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CommandError } from '../cli/command.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type Engine, startEngine } from '../engine/start.ts';
import type { ModelFile } from '../model/ensure.ts';
import { policyFaultOf } from '../policy/load.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';
import { watchPolicy } from '../policy/source.ts';
import { type Output, startChild } from './child.ts';
import { keepAlive, type Running } from './keep-alive.ts';
import type { ConsoleSettings, EngineAddress, GatewaySettings } from './messages.ts';

export interface Service {
  /** Where people and editors reach the proxy, without a trailing slash. */
  origin: string;
  /** Reads the policy file again; a policy that can't be used leaves the one in force. */
  reload(): void;
  stop(): Promise<void>;
}

export interface ServeOptions {
  loaded: LoadedConfig;
  policy: FullPolicyDocument;
  /** The embedded engine's model; null where every model is served elsewhere. */
  model: ModelFile | null;
  log: Logger;
  /** Where the processes write their own logs. */
  output: Output;
}

/**
 * Starts gateway, console and (where configured) engine, and keeps each of them alive. Each of the others learns where a
 * process answers now, or that it does not.
 * @throws {CommandError} where one of them can't be started at all.
 */
export async function serve(options: ServeOptions): Promise<Service> {
  const { loaded, log, output } = options;
  const { config, dataDirectory } = loaded;
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    // The gateway first: it still answers what is under way while the engine lives.
    for (const stopOne of stops.splice(0)) await stopOne();
  };

  const now: {
    engine: EngineAddress | null;
    consoleUrl: string | null;
    gateway: { send(message: object): void } | null;
    console: { send(message: object): void } | null;
    policy: FullPolicyDocument;
  } = {
    engine: null,
    consoleUrl: null,
    gateway: null,
    console: null,
    policy: options.policy,
  };
  let port = config.listen.port;

  const keep = <T extends Running>(
    name: string,
    start: () => Promise<T>,
    onUp: (running: T) => void,
    onDown: () => void,
  ) =>
    keepAlive<T>({
      start,
      onUp: running => {
        log.info({ child: name }, 'process is up');
        onUp(running);
      },
      onDown: (retryInMs, error) => {
        log.error(
          { child: name, retry_in_ms: retryInMs, reason: error instanceof Error ? error.message : undefined },
          'process is down',
        );
        onDown();
      },
      sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
      now: () => performance.now(),
    });

  try {
    stops.push(
      await keep(
        'gateway',
        () => {
          const settings: GatewaySettings = {
            config: { ...config, listen: { ...config.listen, port } },
            dataDirectory,
            policy: now.policy,
            engine: now.engine,
            consoleUrl: now.consoleUrl,
          };
          return startChild('gateway', { kind: 'start', settings }, output);
        },
        gateway => {
          now.gateway = gateway;
          // A port given by the system is kept: editors know it by now.
          port = gateway.port;
          // It may have changed while the process started.
          gateway.send({ kind: 'policy', policy: now.policy });
        },
        () => {
          now.gateway = null;
        },
      ),
    );
    const origin = originOf({ ...config.listen, port });

    const settings = (): ConsoleSettings => ({ config, dataDirectory, policy: now.policy, publicOrigin: origin });
    const startConsole = keep(
      'console',
      () => startChild('console', { kind: 'start', settings: settings() }, output),
      running => {
        now.console = running;
        running.send({ kind: 'policy', policy: now.policy });
        now.consoleUrl = `http://127.0.0.1:${running.port}`;
        now.gateway?.send({ kind: 'console', url: now.consoleUrl });
      },
      () => {
        now.console = null;
        now.consoleUrl = null;
        now.gateway?.send({ kind: 'console', url: null });
      },
    ).then(stopConsole => stops.push(stopConsole));

    const embedded = config.models.find(model => model.upstream === 'embedded');
    const { model } = options;
    const startModel =
      embedded && model
        ? keep<Engine>(
            'engine',
            () =>
              startEngine({
                modelPath: model.path,
                contextTokens: embedded.context_tokens,
                threads: config.engine.threads,
                output,
              }),
            engine => {
              now.engine = { url: engine.url, secret: engine.secret, model: embedded.id, weights_sha256: model.sha256 };
              now.gateway?.send({ kind: 'engine', engine: now.engine });
            },
            () => {
              now.engine = null;
              now.gateway?.send({ kind: 'engine', engine: null });
            },
          ).then(stopEngine => stops.push(stopEngine))
        : Promise.resolve(0);

    const results = await Promise.allSettled([startConsole, startModel]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const watch = watchPolicy({
      loaded,
      now: Date.now,
      onChanged: policy => {
        if (policy.policy_version === now.policy.policy_version) return;
        log.info({ before: now.policy.policy_version, after: policy.policy_version }, 'a new policy is in force');
        now.policy = policy;
        for (const child of [now.gateway, now.console]) child?.send({ kind: 'policy', policy });
      },
      onRefused: error => {
        const reason = error instanceof CommandError ? error.message : undefined;
        log.error({ in_force: now.policy.policy_version, reason }, 'the policy file is refused; the one before stays');
        now.gateway?.send({ kind: 'policy-refused', fault: policyFaultOf(error) });
      },
    });
    // It may have changed while the processes started.
    watch.reload();
    return {
      origin,
      reload: watch.reload,
      stop: async () => {
        watch.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where people and editors reach the proxy, without a trailing slash. */
function originOf({ host, port, tls, public_url }: LoadedConfig['config']['listen']): string {
  if (public_url !== undefined) return new URL(public_url).origin;
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
