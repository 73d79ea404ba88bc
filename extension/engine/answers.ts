import { LRUCache } from 'lru-cache';
import { type Relation, relate } from '../core/reuse.ts';
import type { Place } from '../core/situation.ts';
import type { Answer, World } from './answer.ts';

/** Answers kept; each holds its window (some kilobytes). */
const kept = 100;

export interface Found {
  answer: Answer;
  relation: Relation;
}

/** The answers that may serve again: those on their way and the last that came. */
export class Answers {
  readonly #answers = new LRUCache<string, Answer>({ max: kept });

  add(answer: Answer): void {
    this.#answers.set(answer.key, answer);
  }

  remove(answer: Answer): void {
    if (this.#answers.peek(answer.key) === answer) this.#answers.delete(answer.key);
  }

  /** The answer whose text has been typed along furthest, or that deleting has led back to. */
  byTyping(documentId: string, place: Place, world: World, current: Answer | undefined): Found | undefined {
    let best: Found | undefined;
    for (const answer of this.#answers.values()) {
      if (answer.asked.documentId !== documentId || !usable(answer) || answer.world.rules !== world.rules) continue;
      const relation = relate(answer.asked, place);
      if (!relation || !mayContinue(answer, relation)) continue;
      // What is being typed along stays; whoever comes back later finds the question changed by what else has.
      const alongside = answer === current || !answer.done;
      if (!alongside && answer.world.context !== world.context) continue;
      if (!best || rank(relation) > rank(best.relation)) best = { answer, relation };
    }
    return best;
  }

  /** Requests of the document that are on their way. */
  inFlight(documentId: string): Answer[] {
    return [...this.#answers.values()].filter(answer => answer.asked.documentId === documentId && !answer.done);
  }

  clear(): void {
    for (const answer of this.#answers.values()) answer.abort();
    this.#answers.clear();
  }
}

function usable(answer: Answer): boolean {
  return !answer.aborted && answer.error === undefined;
}

/** Whether anything of the answer is left at that place, as far as it is there. */
function mayContinue(answer: Answer, relation: Relation): boolean {
  if (relation.kind === 'deleted') return answer.shaped?.shown != null;
  const { typed } = relation;
  if (!answer.shaped) return true;
  const { shown, meant } = answer.shaped;
  if (shown?.text.startsWith(typed) && typed.length < shown.text.length) return true;
  return meant.startsWith(typed) && meant.slice(typed.length).trim() !== '';
}

/** Typed along beats deleted back; the latest question beats an older one. */
function rank(relation: Relation): number {
  return relation.kind === 'deleted' ? -1 - relation.deleted.length : 1_000_000 - relation.typed.length;
}
