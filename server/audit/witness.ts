import { boundedText, type Fetch } from './answer.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { consistencyProof } from './merkle.ts';
import { NoteError, parseSignatures, type VerifierKey, verifiedSignatures } from './note.ts';
import { subtreesOf } from './prove.ts';

/**
 * Asks a witness to cosign a checkpoint (c2sp.org/tlog-witness, `add-checkpoint`). A witness signs only a log that grew out
 * of what it saw before: its cosignature is what an operator who rewrites the log cannot make again.
 */

export interface WitnessConfig {
  /** Submission prefix, without a trailing slash. */
  url: string;
  key: VerifierKey;
}

const timeoutMs = 10_000;
/** A cosignature line is some 200 bytes; a witness may send several. */
const mostAnswerBytes = 16_384;

export type WitnessReason =
  | 'unreachable'
  | 'log_unknown'
  | 'signature_refused'
  | 'proof_refused'
  /** The witness has seen a longer log than this one, or another of the same length. */
  | 'witness_ahead'
  | 'answer_unreadable';

export type Cosigning = { kind: 'cosigned'; lines: string } | { kind: 'failed'; reason: WitnessReason };

const reasonOfStatus = new Map<number, WitnessReason>([
  [403, 'signature_refused'],
  [404, 'log_unknown'],
  [422, 'proof_refused'],
]);

export class Witness {
  readonly key: VerifierKey;
  readonly #url: string;
  readonly #directory: string;
  readonly #fetch: Fetch;
  /** Size of the last checkpoint it cosigned, as far as we know. */
  #seen = 0;

  /** @param directory of the log, whose tiles give the consistency proofs. */
  constructor(config: WitnessConfig, directory: string, fetch: Fetch) {
    this.key = config.key;
    this.#url = `${config.url.replace(/\/$/, '')}/add-checkpoint`;
    this.#directory = directory;
    this.#fetch = fetch;
  }

  async cosign(checkpoint: string): Promise<Cosigning> {
    const first = await this.#ask(checkpoint);
    if (first.kind !== 'conflict') return first;
    const { size } = parseCheckpoint(checkpoint);
    // Equal to what we said: the witness has another log of this length.
    if (first.size > size || first.size === this.#seen) return { kind: 'failed', reason: 'witness_ahead' };
    this.#seen = first.size;
    const second = await this.#ask(checkpoint);
    return second.kind === 'conflict' ? { kind: 'failed', reason: 'witness_ahead' } : second;
  }

  async #ask(checkpoint: string): Promise<Cosigning | { kind: 'conflict'; size: number }> {
    const { size } = parseCheckpoint(checkpoint);
    const old = Math.min(this.#seen, size);
    const proof = await consistencyProof(old, size, subtreesOf(this.#directory, size));
    const lines = [`old ${old}`, ...proof.map(hash => hash.toString('base64'))];
    let status: number;
    let text: string;
    try {
      const response = await this.#fetch(this.#url, {
        method: 'POST',
        body: `${lines.join('\n')}\n\n${checkpoint}`,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await boundedText(response, mostAnswerBytes);
    } catch {
      return { kind: 'failed', reason: 'unreachable' };
    }
    if (status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text)) return { kind: 'conflict', size: Number(text) };
    if (status === 409) return { kind: 'failed', reason: 'witness_ahead' };
    if (status !== 200) return { kind: 'failed', reason: reasonOfStatus.get(status) ?? 'unreachable' };
    return this.#accept(checkpoint, text, size);
  }

  #accept(checkpoint: string, text: string, size: number): Cosigning {
    try {
      const { note } = parseCheckpoint(checkpoint);
      const signatures = verifiedSignatures({ text: note.text, signatures: parseSignatures(text) }, [this.key]);
      if (signatures.length === 0) return { kind: 'failed', reason: 'answer_unreadable' };
      this.#seen = size;
      return { kind: 'cosigned', lines: signatures.map(({ line }) => line).join('') };
    } catch (error) {
      if (error instanceof NoteError) return { kind: 'failed', reason: 'answer_unreadable' };
      throw error;
    }
  }
}

export interface WitnessRequest {
  old: number;
  proof: Buffer[];
  checkpoint: string;
}

/** Takes the body of an `add-checkpoint` request apart. @throws NoteError */
export function parseWitnessRequest(body: string): WitnessRequest {
  const blank = body.indexOf('\n\n');
  const [first, ...hashes] = body.slice(0, Math.max(0, blank)).split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first ?? '')?.[1];
  if (old === undefined) throw new NoteError('the request does not begin with its old size');
  const proof = hashes.map(hash => Buffer.from(hash, 'base64'));
  if (proof.length > 63 || proof.some(hash => hash.length !== 32)) throw new NoteError('a proof line is no hash');
  return { old: Number(old), proof, checkpoint: body.slice(blank + 2) };
}
