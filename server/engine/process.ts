import type { AddressInfo } from 'node:net';
import { destination, pino } from 'pino';
import { limits } from './limits.ts';
import { LoadFailure, loadLanguageModel } from './llama.ts';
import type { EngineSettings, FromEngine, ToEngine } from './messages.ts';
import { SequencePool } from './sequence-pool.ts';
import { createEngineServer } from './server.ts';
import { sliceFor } from './slice.ts';
import { Turns } from './turn.ts';

/**
 * The engine's own process: loads the model and serves it on loopback until it is told to stop, or until the process that
 * started it is gone. It gets everything over IPC.
 */

const log = pino(
  { base: { process: 'engine' }, timestamp: pino.stdTimeFunctions.isoTime },
  destination({ fd: 2, sync: true }),
);

function tell(message: FromEngine): Promise<void> {
  return new Promise(resolve => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });
}

async function start(settings: EngineSettings): Promise<void> {
  const startedAt = performance.now();
  const model = await loadLanguageModel(settings);
  // Brings the weights into memory, so that the first person does not wait for the disk.
  await model.sequences[0]?.feed(model.tokenize('\n'));
  const server = createEngineServer({
    secret: settings.secret,
    model,
    pool: new SequencePool(model.sequences),
    turns: new Turns(limits.waiting),
    slice: sliceFor(settings.threads),
    now: () => performance.now(),
    clock: () => Math.floor(Date.now() / 1000),
    // After a failure of the native code its state is not to be trusted: whoever watches over us starts a new one.
    onFailure: error => fail(error, 'The engine failed'),
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    log.info(
      { model: model.name, context_tokens: model.contextTokens, ms: Math.round(performance.now() - startedAt) },
      'ready',
    );
    void tell({ kind: 'ready', port, model: model.name, contextTokens: model.contextTokens });
  });
}

function fail(error: unknown, doing: string): void {
  const failure = error instanceof LoadFailure ? error : null;
  const { name, message } = error as Error;
  // Errors of our own and of llama.cpp speak of files, sizes and states, never of text.
  log.error({ reason: failure?.message ?? `${name}: ${message}` }, doing);
  const words = failure ?? { message: `${doing}: ${message}`, mend: 'Its log says more.' };
  void tell({ kind: 'failed', message: words.message, mend: words.mend }).then(() => process.exit(1));
}

process.on('message', (message: ToEngine) => {
  if (message.kind === 'stop') process.exit(0);
  start(message.settings).catch(error => fail(error, 'The engine could not start'));
});
// Ctrl-C reaches every process of a terminal. The engine still serves while its parent finishes what is under way.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', error => fail(error, 'The engine failed'));
