import type { Candidate, Filter, Shaping } from './candidate.ts';
import { type FilterName, filtersAfterStop, filtersBeforeStop, filtersOfWhole } from './filters/index.ts';
import { findStop, type Stop, type StopReason } from './stop/index.ts';
import { toLineFeeds, wholeCharacters } from './text.ts';

export type ShapeReason = FilterName | StopReason;

export interface Shaped {
  /** The whole answer as the model means it, without what it adds to the text. */
  meant: string;
  /** What to offer; null where nothing of the answer is worth showing. */
  shown: Candidate | null;
  /** Everything that changed the answer, in order; the last one dropped it where `shown` is null. */
  reasons: ShapeReason[];
}

/** Makes a suggestion of an answer: the same steps for a fresh answer, a reused one, and one that is replayed. */
export function shape(answer: string, shaping: Shaping): Shaped {
  const reasons: ShapeReason[] = [];
  const start: Candidate = { text: wholeCharacters(toLineFeeds(answer)), replaceSuffixLength: 0 };
  const meant = apply(filtersBeforeStop, start, shaping, reasons);
  if (!meant) return { meant: '', shown: null, reasons };
  const stop = findStop(meant.text, shaping);
  if (stop && meant.text.slice(stop.length).trim() !== '') reasons.push(stop.reason);
  const kept = stop ? { ...meant, text: meant.text.slice(0, stop.length) } : meant;
  const fitted = apply(filtersAfterStop, kept, { ...shaping, ended: true }, reasons);
  return { meant: meant.text, shown: fitted && apply(filtersOfWhole, fitted, shaping, reasons), reasons };
}

/**
 * Fits what is left of a shaped answer to the place that typing has led to: the same filters, the same gate. Where the whole
 * document will be just what it was to be before (`sameDocument`), it need not be parsed once more.
 */
export function fitRest(rest: string, shaping: Shaping, sameDocument: boolean): Omit<Shaped, 'meant'> {
  const reasons: ShapeReason[] = [];
  const start: Candidate = { text: rest, replaceSuffixLength: 0 };
  const filters = sameDocument ? filtersWithoutParsing : filtersAfterStop;
  return { shown: apply(filters, start, { ...shaping, ended: true }, reasons), reasons };
}

const { 'syntax-errors': _parsing, ...filtersWithoutParsing } = filtersAfterStop;

/** Where a stream holds all that is wanted, in the text as the model means it; undefined to read on. */
export function stopIn(answer: string, shaping: Shaping): Stop | undefined {
  const meant = apply(filtersBeforeStop, { text: toLineFeeds(answer), replaceSuffixLength: 0 }, shaping, []);
  return meant ? findStop(meant.text, { ...shaping, ended: false }) : undefined;
}

function apply(
  filters: Record<string, Filter>,
  candidate: Candidate,
  shaping: Shaping,
  reasons: ShapeReason[],
): Candidate | null {
  let current = candidate;
  for (const [name, filter] of Object.entries(filters)) {
    const next = filter(current, shaping);
    if (next === null || next.text !== current.text || next.replaceSuffixLength !== current.replaceSuffixLength) {
      reasons.push(name as FilterName);
    }
    if (next === null) return null;
    current = next;
  }
  return current;
}
