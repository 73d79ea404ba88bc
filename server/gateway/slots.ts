/** Places at a model: whoever finds none waits, in order, until one is given back or its signal is aborted. */
export interface Slots {
  /** Resolves with the way to give the place back; null where the signal was aborted first. */
  take(signal: AbortSignal): Promise<(() => void) | null>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<(place: () => void) => void>();

  const place = (): (() => void) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const [next] = waiting;
      if (next === undefined) free++;
      else {
        waiting.delete(next);
        next(place());
      }
    };
  };

  return {
    take: signal => {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free--;
        return Promise.resolve(place());
      }
      return new Promise(resolve => {
        const aborted = () => {
          waiting.delete(taken);
          resolve(null);
        };
        const taken = (given: () => void) => {
          signal.removeEventListener('abort', aborted);
          resolve(given);
        };
        signal.addEventListener('abort', aborted, { once: true });
        waiting.add(taken);
      });
    },
  };
}
