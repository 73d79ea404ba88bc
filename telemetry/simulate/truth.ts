import type { SuggestionEvent } from '../schema/event.ts';
import type { Person } from './bank.ts';

/**
 * What an honest count over the delivered events gives, in plain TypeScript, by day, team, language and model. It shares
 * nothing with the store: every figure of the console is held against it.
 */

export interface TruthCell {
  day: string;
  team: string;
  language: string;
  model: string;
  people: Set<number>;
  requests: number;
  shown: number;
  shown_from_memory: number;
  seen: number;
  accepted: number;
  accepted_partly: number;
  accepted_characters: number;
  fate_known: number;
}

/** Characters that one person entered on a day in a language: they count where suggestions were asked for there too. */
export interface EnteredTruth {
  day: string;
  team: string;
  language: string;
  arm: string;
  person: number;
  typed: number;
  suggested: number;
  pasted: number;
  other: number;
}

export class Truth {
  readonly cells = new Map<string, TruthCell>();
  readonly #entered: EnteredTruth[] = [];
  /** Who asked for suggestions in what, by day. */
  readonly #asked = new Set<string>();
  /** Events that never came. */
  lost = 0;
  suggestions = 0;
  events = 0;

  /** @param events what was delivered of one suggestion. */
  add(person: Person, day: string, events: readonly SuggestionEvent[]): void {
    if (events.length === 0) return;
    this.suggestions += 1;
    this.events += events.length;
    const suggested = events.find(event => event.kind === 'suggested');
    const language = suggested?.language ?? 'unknown';
    const model = suggested?.model ?? 'unknown';
    if (suggested) this.#asked.add(askedKey(day, person.index, language, suggested.arm));
    const cell = this.#cell(day, person.team, language, model);

    const shownMs = Math.max(-1, ...events.map(event => (event.kind === 'shown' ? event.shown_ms : -1)));
    const accepts = events.filter(event => event.kind === 'accepted');
    const ended = events.find(event => event.kind === 'ended');
    const took = accepts.length > 0 || ended?.outcome === 'accepted_full' || ended?.outcome === 'accepted_partial';
    const whole = accepts.some(event => event.whole) || ended?.outcome === 'accepted_full';
    const shown = shownMs >= 0 || suggested?.drawn_ms != null || took || ended?.outcome === 'typed_through';
    const seen = shownMs >= 750 || took;

    cell.requests += 1;
    cell.shown += Number(shown);
    cell.shown_from_memory += Number(
      shown && (suggested?.source === 'cache' || suggested?.source === 'typed-as-suggested'),
    );
    cell.seen += Number(seen);
    cell.accepted += Number(whole);
    cell.accepted_partly += Number(took && !whole);
    cell.accepted_characters += Math.max(0, ...accepts.map(event => event.characters));
    cell.fate_known += Number(ended !== undefined || took);
    if (seen || suggested?.trigger === 'manual') cell.people.add(person.index);
  }

  /** @param events what was delivered of characters entered. */
  enter(person: Person, day: string, events: readonly SuggestionEvent[]): void {
    this.events += events.length;
    for (const event of events) {
      if (event.kind !== 'entered') continue;
      const { language, typed, suggested, pasted, by_editor, from_outside } = event;
      const arm = event.arm ?? 'none';
      const who = { day, team: person.team, language, arm, person: person.index };
      this.#entered.push({ ...who, typed, suggested, pasted, other: by_editor + from_outside });
    }
  }

  /** What counts of the characters entered. Complete once all events are delivered. */
  get entered(): EnteredTruth[] {
    return this.#entered.filter(({ day, person, language, arm }) =>
      this.#asked.has(askedKey(day, person, language, arm)),
    );
  }

  #cell(day: string, team: string, language: string, model: string): TruthCell {
    const key = [day, team, language, model].join('\n');
    const found = this.cells.get(key);
    if (found) return found;
    const cell: TruthCell = {
      day,
      team,
      language,
      model,
      people: new Set(),
      requests: 0,
      shown: 0,
      shown_from_memory: 0,
      seen: 0,
      accepted: 0,
      accepted_partly: 0,
      accepted_characters: 0,
      fate_known: 0,
    };
    this.cells.set(key, cell);
    return cell;
  }

  /** For a file: one object a cell, people as their number. */
  toJSON(): object {
    return {
      suggestions: this.suggestions,
      events: this.events,
      lost: this.lost,
      cells: [...this.cells.values()].map(cell => ({ ...cell, people: cell.people.size })),
      entered: this.#enteredByKind(),
    };
  }

  #enteredByKind(): object[] {
    const sums = new Map<string, Omit<EnteredTruth, 'person'>>();
    for (const { person, ...of } of this.entered) {
      const key = [of.day, of.team, of.language, of.arm].join('\n');
      const before = sums.get(key);
      sums.set(key, {
        ...of,
        typed: of.typed + (before?.typed ?? 0),
        suggested: of.suggested + (before?.suggested ?? 0),
        pasted: of.pasted + (before?.pasted ?? 0),
        other: of.other + (before?.other ?? 0),
      });
    }
    return [...sums.values()];
  }
}

const askedKey = (day: string, person: number, language: string, arm = 'none') =>
  [day, person, language, arm].join('\n');
