import type { Priority } from '../wire/completion.ts';
import type { Life } from './life.ts';

/** The requests under way at each model: what admission looks at. */

export interface Entry {
  model: string;
  priority: Priority;
  life: Pick<Life, 'end' | 'endedBy'>;
  /** When it came: milliseconds since 1970. */
  at: number;
  /** A digest of person, window and document; null where the client did not say. */
  document: string | null;
}

export interface LiveRequests {
  /** Requests at this model that somebody may still wait for. */
  count(model: string): number;
  /** The newest interactive request for this document that is still going on. */
  forDocument(document: string): Entry | null;
  /** The oldest speculative request at this model that is still going on. */
  speculative(model: string): Entry | null;
  enter(entry: Entry): void;
  leave(entry: Entry): void;
  all(): Iterable<Entry>;
}

export function createLiveRequests(): LiveRequests {
  const entries = new Set<Entry>();
  const byDocument = new Map<string, Entry>();
  const going = (entry: Entry) => entry.life.endedBy === null;
  return {
    count: model => {
      let count = 0;
      for (const entry of entries) if (entry.model === model && going(entry)) count++;
      return count;
    },
    forDocument: document => {
      const entry = byDocument.get(document);
      return entry && going(entry) ? entry : null;
    },
    speculative: model => {
      for (const entry of entries) {
        if (entry.model === model && entry.priority === 'speculative' && going(entry)) return entry;
      }
      return null;
    },
    enter: entry => {
      entries.add(entry);
      if (entry.document !== null && entry.priority === 'interactive') byDocument.set(entry.document, entry);
    },
    leave: entry => {
      entries.delete(entry);
      if (entry.document !== null && byDocument.get(entry.document) === entry) byDocument.delete(entry.document);
    },
    all: () => entries,
  };
}
