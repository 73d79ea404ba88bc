import { createConnection } from 'node:net';

/** What stands at an address before we listen there ourselves. */
export type Occupant = 'nobody' | 'intramural' | 'another program';

/** Milliseconds for an answer from this machine. */
const patience = 3_000;

export async function occupant(host: string, port: number): Promise<Occupant> {
  if (port === 0 || !(await accepts(host, port))) return 'nobody';
  try {
    const response = await fetch(`http://${host}:${port}/healthz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    const body = (await response.json()) as { service?: unknown };
    return body.service === 'intramural' ? 'intramural' : 'another program';
  } catch {
    return 'another program';
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host, port, timeout: patience });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}
