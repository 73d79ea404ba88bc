import type { TextStep } from './text-step.ts';

/**
 * Ends an answer before the first of these strings. However the text is cut into pieces, the result is the same: what could
 * still become a stop string is held back, at most the length of the longest.
 */
export function stopAt(stops: readonly string[]): TextStep {
  let held = '';
  let over = false;

  const stop = (text: string): string => {
    over = true;
    held = '';
    return text;
  };

  return {
    push: text => {
      if (over) return '';
      const all = held + text;
      const found = earliest(all, stops);
      const open = openFrom(all, stops);
      // A longer stop string that began before the one found may still come true.
      if (found !== -1 && found <= open) return stop(all.slice(0, found));
      held = all.slice(open);
      return all.slice(0, open);
    },
    end: () => {
      if (over) return '';
      const found = earliest(held, stops);
      if (found !== -1) return stop(held.slice(0, found));
      const rest = held;
      held = '';
      return rest;
    },
    get over() {
      return over;
    },
  };
}

function earliest(text: string, stops: readonly string[]): number {
  let first = -1;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at !== -1 && (first === -1 || at < first)) first = at;
  }
  return first;
}

/** Where the text's end starts to look like the start of a stop string; its length where it does not. */
function openFrom(text: string, stops: readonly string[]): number {
  let open = text.length;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > text.length - open; length--) {
      if (text.endsWith(stop.slice(0, length))) {
        open = text.length - length;
        break;
      }
    }
  }
  return open;
}
