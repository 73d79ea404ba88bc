import type { Restorer } from '../redaction.ts';
import { Matcher } from './matcher.ts';

/** A placeholder of this request and the user's own value behind it. */
export interface Restorable {
  placeholder: string;
  value: string;
}

export const idle: Restorer = { push: text => text, end: () => '' };

/**
 * Puts values back for placeholders in a stream, the same however the stream is cut. What could still become a placeholder is held back:
 * at most the longest placeholder less one character.
 *
 * @param sent the prefix as it was sent: a placeholder may begin in it.
 * @param typed the prefix as the user has it.
 */
export function createRestorer(restorables: readonly Restorable[], sent: string, typed: string): Restorer {
  if (restorables.length === 0) return idle;
  const matcher = new Matcher(restorables.map(({ placeholder }) => placeholder));
  const longest = Math.max(...restorables.map(({ placeholder }) => placeholder.length));
  let state = 0;
  for (let at = Math.max(0, sent.length - longest); at < sent.length; at++) {
    state = matcher.step(state, sent.charCodeAt(at));
    if (matcher.match(state) >= 0) state = 0;
  }
  let held = '';
  return {
    push(text) {
      let out = '';
      let from = 0;
      for (let at = 0; at < text.length; at++) {
        state = matcher.step(state, text.charCodeAt(at));
        const number = matcher.match(state);
        if (number < 0) continue;
        const { placeholder, value } = restorables[number]!;
        const read = held + text.slice(from, at + 1);
        const inPrefix = placeholder.length - read.length;
        if (inPrefix <= 0) out += read.slice(0, -placeholder.length) + value;
        else out += typed.endsWith(value.slice(0, inPrefix)) ? value.slice(inPrefix) : read;
        held = '';
        from = at + 1;
        state = 0;
      }
      const rest = held + text.slice(from);
      const keep = Math.min(rest.length, matcher.depth(state));
      held = rest.slice(rest.length - keep);
      return out + rest.slice(0, rest.length - keep);
    },
    end() {
      const rest = held;
      held = '';
      state = 0;
      return rest;
    },
  };
}
