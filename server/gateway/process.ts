import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino } from 'pino';
import { CommandError } from '../cli/command.ts';
import { ensureLocalToken } from '../identity/local-token.ts';
import { packageRoot } from '../package-root.ts';
import type { FromChild, GatewaySettings, ToGateway } from '../serve/messages.ts';
import { logFailure } from './log-lines.ts';
import { type Service, startService } from './service.ts';

/**
 * The gateway process: started by `serve`, told over IPC where the engine and the console are, gone when its parent is. Stops
 * gracefully on `stop`, on SIGTERM, and when the parent disappears.
 */

const output = destination({ fd: 2, sync: false });
let service: Promise<Service> | null = null;
let stopping: Promise<void> | null = null;

process.on('message', (message: ToGateway) => {
  switch (message.kind) {
    case 'start':
      service ??= start(message.settings);
      service.then(
        ({ port }) => tell({ kind: 'ready', port }),
        error => fail(error),
      );
      break;
    case 'engine':
      whenRunning(running => running.engineMoved(message.engine));
      break;
    case 'console':
      whenRunning(running => running.consoleMoved(message.url));
      break;
    case 'policy':
      whenRunning(running => running.policyMoved(message.policy));
      break;
    case 'policy-refused':
      whenRunning(running => running.policyRefused(message.fault));
      break;
    case 'stop':
      void stop();
      break;
  }
});
process.on('disconnect', () => void stop());
process.on('SIGTERM', () => void stop());
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, end);
// The terminal sends Ctrl-C to the whole group: the supervisor decides what it means.
process.on('SIGINT', () => undefined);

async function start(settings: GatewaySettings): Promise<Service> {
  const log = pino(
    { level: settings.config.log.level, base: { process: 'gateway' }, timestamp: pino.stdTimeFunctions.isoTime },
    output,
  );
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  const running = await startService({
    settings,
    log,
    env: process.env,
    localToken: ensureLocalToken(settings.dataDirectory),
    software: version,
  });
  log.info({ port: running.port }, 'gateway is up');
  return running;
}

/** A gateway that could not start has said so already. */
function whenRunning(act: (running: Service) => void): void {
  service?.then(act, () => undefined);
}

function stop(): Promise<void> {
  stopping ??= (async () => {
    try {
      await (await service)?.stop();
      exit(0);
    } catch {
      exit(1);
    }
  })();
  return stopping;
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const mend = error instanceof CommandError ? (error.mend ?? null) : null;
  const failed: FromChild = { kind: 'failed', message, mend };
  if (process.connected) process.send?.(failed, () => exit(1));
  else exit(1);
}

function tell(message: FromChild): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/** A defect that nobody caught. Node would print its message, which may quote what it was about. */
function end(error: unknown): void {
  logFailure(pino({ base: { process: 'gateway' } }, output), error);
  exit(1);
}

function exit(code: number): void {
  output.flushSync();
  process.exit(code);
}
