import pino, { type Logger } from 'pino';

/** The process's own log: JSON lines on standard error, without content. */
export function consoleLogger(level: string): Logger {
  return pino(
    { level, base: { process: 'console' }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
