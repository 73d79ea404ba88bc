import type { RetainedEvent } from '../../telemetry/schema/event.ts';
import { afterEdit, lengthOf, type Span, type TextEdit } from '../core/spans.ts';
import type { Clock } from './clock.ts';

export type AfterSeconds = RetainedEvent['after_s'];
export type Censored = NonNullable<RetainedEvent['censored']>;

/** Seconds after the accept at which one looks; the first commit that touches the file is told as 0. */
const looks = [30, 120, 300, 600, 3600] as const satisfies readonly AfterSeconds[];
const commit: AfterSeconds = 0;

/** Milliseconds that a commit is waited for, and accepted suggestions that are followed at once. */
const limits = { commit: 24 * 3600_000, followed: 500 } as const;

/** An accepted suggestion that is followed. Where it stands and how long it is, never what it says. */
export interface FollowedText {
  suggestionId: string;
  /** The document's address. */
  documentId: string;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  /** Characters that were accepted. */
  characters: number;
  spans: Span[];
  told: AfterSeconds[];
  /** Of the whole document when it was last seen; absent while it is open. */
  digest?: string;
  /** Why it is not followed now. */
  away?: 'closed' | 'reload';
}

export interface RetentionParts {
  clock: Clock;
  tell: (suggestionId: string, after: AfterSeconds, characters: number | null, censored: Censored | null) => void;
  /** Keeps what is followed over a reload. */
  save: (followed: readonly FollowedText[]) => PromiseLike<void>;
  /** Digest of a document that is not open; `undefined`: it is gone; null: it cannot be read. */
  look: (documentId: string) => Promise<string | undefined | null>;
}

/** How much of what was accepted is still there after a while: an observation that was lost is told as lost. */
export class Retention {
  readonly #parts: RetentionParts;
  #followed: FollowedText[];
  #cancel: (() => void) | undefined;
  #closed = false;

  /** @param followed what an earlier session has saved */
  constructor(parts: RetentionParts, followed: readonly FollowedText[] = []) {
    this.#parts = parts;
    this.#followed = [...followed];
    // An end without notice: nobody knows what became of the document.
    for (const one of followed) if (one.digest === undefined) this.#lose(one, 'reload');
    this.#changed();
  }

  /** Whether anything of the document is followed. */
  has(documentId: string): boolean {
    return this.#followed.some(one => one.documentId === documentId);
  }

  accepted(suggestionId: string, documentId: string, span: Span, characters: number): void {
    if (this.#followed.some(one => one.suggestionId === suggestionId)) return;
    const acceptedAt = this.#parts.clock.now();
    this.#followed.push({ suggestionId, documentId, acceptedAt, characters, spans: [span], told: [] });
    if (this.#followed.length > limits.followed) this.#followed.shift();
    this.#changed();
  }

  /** Of an open document, in the order in which they were made. */
  edited(documentId: string, edits: readonly TextEdit[]): void {
    for (const one of this.#followed) {
      if (one.documentId === documentId) one.spans = edits.reduce<Span[]>(afterEdit, one.spans);
    }
  }

  /** The document, with that digest, goes out of sight. */
  left(documentId: string, digest: string, why: 'closed' | 'reload'): void {
    for (const one of this.#of(documentId)) Object.assign(one, { digest, away: why });
    this.#changed();
  }

  /** It is in sight again: what is no longer as it was left cannot be followed on. */
  opened(documentId: string, digest: string): void {
    for (const one of this.#of(documentId)) {
      if (one.digest === undefined) continue;
      if (one.digest === digest) {
        delete one.digest;
        delete one.away;
      } else this.#lose(one, one.away ?? 'closed');
    }
    this.#changed();
  }

  renamed(from: string, to: string): void {
    for (const one of this.#of(from)) one.documentId = to;
    this.#changed();
  }

  deleted(documentId: string): void {
    for (const one of this.#of(documentId)) this.#lose(one, 'file_deleted');
    this.#changed();
  }

  branchChanged(isInside: (documentId: string) => boolean): void {
    for (const one of [...this.#followed]) if (isInside(one.documentId)) this.#lose(one, 'branch_change');
    this.#changed();
  }

  async committed(documentIds: readonly string[]): Promise<void> {
    for (const one of [...this.#followed]) {
      if (documentIds.includes(one.documentId) && !one.told.includes(commit)) await this.#observe(one, commit);
    }
    this.#changed();
  }

  /** Stops looking; resolves once all is kept for the next session. */
  async close(): Promise<void> {
    this.#cancel?.();
    this.#closed = true;
    await this.#parts.save(this.#followed);
  }

  #of(documentId: string): FollowedText[] {
    return this.#followed.filter(one => one.documentId === documentId);
  }

  async #due(): Promise<void> {
    const now = this.#parts.clock.now();
    for (const one of [...this.#followed]) {
      for (const after of looks) {
        if (!one.told.includes(after) && one.acceptedAt + after * 1000 <= now) await this.#observe(one, after);
      }
    }
    this.#changed();
  }

  async #observe(one: FollowedText, after: AfterSeconds): Promise<void> {
    // Before anything is waited for, so that nobody tells it twice.
    one.told.push(after);
    if (one.digest !== undefined) {
      const found = await this.#parts.look(one.documentId);
      if (found !== one.digest) {
        const why = found === undefined ? 'file_deleted' : (one.away ?? 'closed');
        this.#parts.tell(one.suggestionId, after, null, why);
        return this.#lose(one, why);
      }
    }
    // Line ends may take two characters in the document and one in the suggestion.
    this.#parts.tell(one.suggestionId, after, Math.min(one.characters, lengthOf(one.spans)), null);
  }

  /** All that is still to be observed of it is lost. */
  #lose(one: FollowedText, why: Censored): void {
    const all: readonly AfterSeconds[] = [...looks, commit];
    for (const after of all) {
      if (one.told.includes(after)) continue;
      one.told.push(after);
      this.#parts.tell(one.suggestionId, after, null, why);
    }
  }

  #changed(): void {
    const now = this.#parts.clock.now();
    this.#followed = this.#followed.filter(
      one => one.told.length <= looks.length && now - one.acceptedAt < limits.commit,
    );
    void this.#parts.save(this.#followed);
    this.#schedule();
  }

  #schedule(): void {
    this.#cancel?.();
    const times = this.#followed.flatMap(one =>
      looks.filter(after => !one.told.includes(after)).map(after => one.acceptedAt + after * 1000),
    );
    if (times.length === 0 || this.#closed) return;
    const wait = Math.max(0, Math.min(...times) - this.#parts.clock.now());
    this.#cancel = this.#parts.clock.later(wait, () => void this.#due());
  }
}
