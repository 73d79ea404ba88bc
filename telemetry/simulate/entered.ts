import { type EnteredEvent, type SuggestionEvent, schemaVersion } from '../schema/event.ts';
import { enteredWindowMs } from '../schema/thresholds.ts';
import type { Client } from './life.ts';
import type { Random } from './random.ts';

type Counts = Pick<EnteredEvent, 'typed' | 'suggested' | 'pasted' | 'by_editor' | 'from_outside'>;

/** What a person's client counts of the characters that come into documents, and tells by five minutes and language. */
export class Hands {
  readonly #client: Client;
  readonly #random: Random;
  /** By the window's begin, then by language. */
  readonly #windows = new Map<number, Map<string, Counts>>();

  constructor(client: Client, random: Random) {
    this.#client = client;
    this.#random = random;
  }

  /** Keys before a request at that moment, and what of its suggestion was accepted. */
  work(at: number, language: string, life: readonly SuggestionEvent[]): void {
    const random = this.#random;
    const counts = this.#counts(at, language);
    const typed = random.integer(4, 40);
    counts.typed += typed;
    counts.by_editor += random.integer(0, 3);
    if (random.chance(0.02)) counts.pasted += Math.round(random.logNormal(200, 1));
    if (random.chance(0.005)) counts.from_outside += Math.round(random.logNormal(900, 1));
    let taken = 0;
    for (const event of life) {
      if (event.kind !== 'accepted') continue;
      this.#counts(event.at, language).suggested += event.characters - taken;
      taken = event.characters;
    }
  }

  /** Events of the windows that are over at that moment. */
  tell(now: number): SuggestionEvent[] {
    const client = this.#client;
    const over = [...this.#windows.keys()].filter(start => start + enteredWindowMs <= now).sort((a, b) => a - b);
    return over.flatMap(started_at => {
      const languages = [...this.#windows.get(started_at)!];
      this.#windows.delete(started_at);
      const at = started_at + enteredWindowMs;
      return languages.map(
        ([language, counts]): SuggestionEvent => ({
          kind: 'entered',
          suggestion_id: this.#random.uuidv7(at),
          seq: client.nextSeq++,
          client_session_id: client.session,
          schema_version: schemaVersion,
          at,
          started_at,
          language,
          ...(client.arm === undefined ? {} : { arm: client.arm.name }),
          ...counts,
        }),
      );
    });
  }

  #counts(at: number, language: string): Counts {
    const start = Math.floor(at / enteredWindowMs) * enteredWindowMs;
    const window = this.#windows.get(start) ?? new Map<string, Counts>();
    this.#windows.set(start, window);
    const counts = window.get(language) ?? { typed: 0, suggested: 0, pasted: 0, by_editor: 0, from_outside: 0 };
    window.set(language, counts);
    return counts;
  }
}
