import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCheckpoint } from '../../server/audit/checkpoint.ts';
import { emptyRoot, provesConsistency } from '../../server/audit/merkle.ts';
import { type SignerKey, signatureOf, type VerifierKey } from '../../server/audit/note.ts';
import { parseWitnessRequest } from '../../server/audit/witness.ts';

/** A witness for tests, over real HTTP on loopback: it keeps the rules of c2sp.org/tlog-witness. */
export class TestWitness {
  readonly #key: SignerKey;
  readonly #log: VerifierKey;
  readonly #server: Server;
  seen: { size: number; root: Buffer } = { size: 0, root: emptyRoot };
  requests = 0;
  /** Answers with this status, whatever is asked. */
  broken: number | null = null;

  constructor(key: SignerKey, log: VerifierKey) {
    this.#key = key;
    this.#log = log;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [status, body] = this.#answer(Buffer.concat(chunks).toString());
        response.writeHead(status, { 'content-type': status === 409 ? 'text/x.tlog.size' : 'text/plain' }).end(body);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }

  #answer(body: string): [number, string] {
    this.requests += 1;
    if (this.broken !== null) return [this.broken, ''];
    const { old, proof, checkpoint } = parseWitnessRequest(body);
    let opened: ReturnType<typeof openCheckpoint>;
    try {
      opened = openCheckpoint(checkpoint, [this.#log]);
    } catch {
      return [403, ''];
    }
    if (opened.origin !== this.#log.name) return [404, ''];
    if (old > opened.size) return [400, ''];
    if (old !== this.seen.size) return [409, `${this.seen.size}\n`];
    if (opened.size === old && !opened.root.equals(this.seen.root)) return [409, `${old}\n`];
    if (old > 0 && !provesConsistency(this.seen, opened, proof)) return [422, ''];
    this.seen = { size: opened.size, root: opened.root };
    return [200, signatureOf(opened.note.text, this.#key, Math.floor(Date.now() / 1000))];
  }
}
