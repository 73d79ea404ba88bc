import { connect, type Socket } from 'node:net';

/**
 * A load generator that costs little: it shares its core with the model server, and what it needs is in every figure. Requests are
 * bytes made beforehand; answers are only looked through for their first text and their end (a chunked body).
 */
export class Load {
  readonly #port: number;
  readonly #firstText: string;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();

  /** @param firstText what comes with the first text of an answer and not before. */
  constructor(port: number, firstText: string) {
    this.#port = port;
    this.#firstText = firstText;
  }

  /** Sends one request. @returns milliseconds until the first text, once the answer has been read whole. */
  async ask(request: Buffer): Promise<number> {
    const connection = this.#idleOne() ?? this.#connect();
    const first = await connection.ask(request, this.#firstText);
    connection.idleSince = performance.now();
    this.#idle.push(connection);
    return first;
  }

  #idleOne(): Connection | null {
    const connection = this.#idle.pop();
    if (connection === undefined) return null;
    if (performance.now() - connection.idleSince < idleMs) return connection;
    // All others have been idle for longer still.
    for (const { socket } of [connection, ...this.#idle.splice(0)]) socket.destroy();
    return null;
  }

  #connect(): Connection {
    const connection = new Connection(this.#port, () => {
      this.#all.delete(connection);
      const at = this.#idle.indexOf(connection);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    this.#all.add(connection);
    return connection;
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }
}

/** Milliseconds that a connection may have been idle: Node's servers close theirs after 5 s. */
const idleMs = 3_000;

/** The end of a chunked body. */
const end = '0\r\n\r\n';

class Connection {
  readonly socket: Socket;
  idleSince = 0;
  #came: (text: string) => void = () => undefined;
  #failed: (why: string) => void = () => undefined;

  constructor(port: number, onClose: () => void) {
    this.socket = connect(port, '127.0.0.1').setNoDelay();
    this.socket.setEncoding('latin1').on('data', text => this.#came(text as unknown as string));
    this.socket.on('error', error => this.#failed(error.message));
    this.socket.on('close', () => {
      onClose();
      this.#failed('closed');
    });
  }

  ask(request: Buffer, firstText: string): Promise<number> {
    return new Promise((resolve, reject) => {
      let head = '';
      let tail = '';
      let firstAt: number | null = null;
      this.#failed = why => reject(new Error(`port ${this.socket.remotePort}: ${why} ${head}`));
      this.#came = text => {
        if (firstAt === null) {
          head += text;
          if (!head.startsWith('HTTP/1.1 200 ')) return this.#failed('refused');
          if (head.includes(firstText)) firstAt = performance.now();
        }
        tail = (tail + text).slice(-end.length);
        if (tail !== end) return;
        if (firstAt === null) this.#failed('no text');
        else resolve(firstAt - startedAt);
      };
      const startedAt = performance.now();
      this.socket.write(request);
    });
  }
}

/** One request as bytes. */
export function requestBytes(path: string, headers: Record<string, string>, body: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  const all = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': `${bytes.length}`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]);
}

/** Intervals between independent arrivals (a Poisson process), the same in every run. */
export function arrivals(rate: number, seconds: number, seed: number): number[] {
  let state = seed;
  const random = () => {
    // Numerical Recipes' generator: good enough to spread arrivals.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  const times: number[] = [];
  for (let at = 0; at < seconds * 1000; at += (-Math.log(random()) / rate) * 1000) times.push(at);
  return times;
}
