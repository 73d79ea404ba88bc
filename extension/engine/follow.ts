import { advance, begin, type Life, type LifeEvent, seenThreshold } from '../core/outcome.ts';
import type { Answer } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Suggestion, Trace } from './result.ts';

export interface Followed {
  suggestion: Suggestion;
  documentId: string;
  answer: Answer;
  life: Life;
  trace: Trace;
}

/** Watches the suggestion that is on offer until its end. There is never more than one. */
export class Follower {
  #current: Followed | undefined;
  #cancelSeen: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #observe: (followed: Followed) => void;

  constructor(clock: Clock, observe: (followed: Followed) => void) {
    this.#clock = clock;
    this.#observe = observe;
  }

  get current(): Followed | undefined {
    return this.#current;
  }

  /** A suggestion goes out to be drawn. One that is typed along goes on living under its id. */
  offered(suggestion: Suggestion, documentId: string, answer: Answer, trace: Trace): void {
    if (this.#current?.suggestion.id === suggestion.id) {
      // A longer text than was seen first still counts by what can be accepted.
      const { life } = this.#current;
      const text = life.text.slice(0, life.taken) + suggestion.text;
      this.#current = { ...this.#current, suggestion, life: { ...life, text }, trace };
      return;
    }
    this.#event({ kind: 'superseded', at: this.#clock.monotonic() });
    this.#current = { suggestion, documentId, answer, trace, life: begin(suggestion.text) };
    this.#event({ kind: 'drawn', at: this.#clock.monotonic() });
    this.#cancelSeen = this.#clock.later(seenThreshold, () => this.#seen());
  }

  /** Text has come in at the cursor of the document. Returns how many characters of it an accept has put there. */
  inserted(documentId: string, text: string): number {
    const current = this.#current;
    if (current?.documentId !== documentId) return 0;
    const before = current.life.accepted;
    this.#event({ kind: 'inserted', text, at: this.#clock.monotonic() });
    return current.life.accepted - before;
  }

  deleted(documentId: string, characters: number): void {
    if (this.#current?.documentId !== documentId) return;
    this.#event({ kind: 'deleted', characters, at: this.#clock.monotonic() });
  }

  accepted(suggestionId: string): void {
    if (this.#current?.suggestion.id === suggestionId) this.#event({ kind: 'accepted', at: this.#clock.monotonic() });
  }

  /** The cursor has gone elsewhere, or the editor has. */
  left(): void {
    this.#event({ kind: 'left', at: this.#clock.monotonic() });
  }

  closed(): void {
    this.#event({ kind: 'closed', at: this.#clock.monotonic() });
  }

  #seen(): void {
    if (!this.#current || this.#current.life.ending) return;
    const now = this.#clock.monotonic();
    this.#current.life = advance(advance(this.#current.life, { kind: 'hidden', at: now }), { kind: 'drawn', at: now });
    this.#observe(this.#current);
  }

  #event(event: LifeEvent): void {
    const current = this.#current;
    if (!current) return;
    const accepted = current.life.accepted;
    current.life = advance(current.life, event);
    if (current.life.ending) {
      this.#cancelSeen?.();
      this.#current = undefined;
    }
    // All of it at once: the command of a full accept comes right after, and says so.
    const isPending = current.life.taken === current.life.text.length;
    if (current.life.ending || (current.life.accepted > accepted && !isPending)) this.#observe(current);
  }
}
