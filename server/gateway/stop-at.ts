import { StopStrings } from '../engine/stop-strings.ts';
import type { TextStep } from './text-step.ts';

/** Ends an answer before the first of these strings, as the engine does, whatever the server behind it made of them. */
export function stopAt(stops: readonly string[]): TextStep {
  const strings = new StopStrings(stops);
  return {
    push: text => strings.push(text),
    end: () => strings.end(),
    get over() {
      return strings.stopped;
    },
  };
}
