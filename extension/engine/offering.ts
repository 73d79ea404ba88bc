import type { Source } from '../../telemetry/schema/event.ts';
import { decideMultiline } from '../core/multiline.ts';
import { isSameSuffix, type Relation } from '../core/reuse.ts';
import { fitRest, type Shaped, shape, stopIn } from '../core/shape.ts';
import type { Situation } from '../core/situation.ts';
import type { Answer } from './answer.ts';

/** An answer, and how the present place relates to the one it was asked at. */
export interface Asked {
  answer: Answer;
  relation: Relation;
  /** Asked by an earlier call. */
  found: boolean;
}

/** The part of an answer that belongs at the present place, through the same filters as a fresh one. */
export function shapeAt({ answer, relation }: Asked, situation: Situation): Omit<Shaped, 'meant'> | undefined {
  const { shown, meant, reasons } = answer.shaped!;
  const shaping = { situation, multiline: answer.multiline, ended: true };
  const same = shown?.replaceSuffixLength === 0 && isSameSuffix(answer.asked.window, situation.suffix);
  if (relation.kind === 'deleted') return shown ? fitRest(relation.deleted + shown.text, shaping, same) : undefined;
  const { typed } = relation;
  if (typed === '') return { shown, reasons };
  if (shown?.text.startsWith(typed) && typed.length < shown.text.length) {
    return fitRest(shown.text.slice(typed.length), shaping, same);
  }
  if (!meant.startsWith(typed)) return undefined;
  // What the answer says beyond the suggestion, once that stands in the document: whole units only.
  const rest = meant.slice(typed.length);
  const decided = { situation, multiline: decideMultiline(situation).multiline, ended: answer.whole };
  if (!answer.whole && !stopIn(rest, decided)) return undefined;
  return shape(rest, { ...decided, ended: true, ...(answer.evidence ? { evidence: answer.evidence } : {}) });
}

/** Suggestions remembered as over. */
const remembered = 400;

/** Gives each distinct suggestion one id: typing along keeps it; coming back after its end makes a new one. */
export class SuggestionIds {
  readonly #newId: () => string;
  readonly #ended = new Set<string>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  ended(id: string): void {
    this.#ended.add(id);
    if (this.#ended.size > remembered) this.#ended.delete(this.#ended.values().next().value!);
  }

  of({ answer, relation, found }: Asked, current: string | undefined): { id: string; source: Source } {
    const typed = relation.kind === 'typed' ? relation.typed : '';
    const first = answer.shaped?.shown?.text ?? '';
    const segment = typed.length < first.length || first === '' ? 0 : typed.length;
    const known = answer.suggestionIds.get(segment);
    const isNew = known === undefined || this.#ended.has(known);
    const id = isNew ? this.#newId() : known;
    answer.suggestionIds.set(segment, id);
    if (found && id === current && typed !== '') return { id, source: 'typed-as-suggested' };
    if (answer.speculative) return { id, source: 'speculative' };
    return { id, source: found && isNew ? 'cache' : 'network' };
  }
}
