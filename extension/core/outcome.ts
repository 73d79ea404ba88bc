/** What became of a suggestion, from what the editor lets an extension see. Pure: events carry their own time. */

/** Milliseconds of visibility from which on a suggestion counts as seen. */
export const seenThreshold = 750;

export type Ending =
  | 'accepted_full'
  | 'accepted_partial'
  | 'typed_through'
  | 'typing_disagreed'
  | 'superseded'
  | 'ignored'
  | 'unseen'
  | 'unknown';

export interface Life {
  /** All that a full accept would insert. */
  text: string;
  /** Characters of it that stand in the document by now, typed or accepted. */
  taken: number;
  /** Largest number of characters that accepts, whole or in part, have put there. */
  accepted: number;
  /** Since when it is on the screen; undefined while it is not. */
  visibleSince: number | undefined;
  visibleMs: number;
  ending: Ending | undefined;
}

export type LifeEvent =
  | { kind: 'drawn'; at: number }
  | { kind: 'hidden'; at: number }
  /** Text came in at the cursor, in one change. */
  | { kind: 'inserted'; text: string; at: number }
  | { kind: 'deleted'; characters: number; at: number }
  | { kind: 'accepted'; at: number }
  /** Another suggestion took its place, the cursor went elsewhere, the session ended. */
  | { kind: 'superseded' | 'left' | 'closed'; at: number };

export function begin(text: string): Life {
  return { text, taken: 0, accepted: 0, visibleSince: undefined, visibleMs: 0, ending: undefined };
}

export function advance(life: Life, event: LifeEvent): Life {
  if (life.ending) return life;
  switch (event.kind) {
    case 'drawn':
      return { ...life, visibleSince: life.visibleSince ?? event.at };
    case 'hidden':
      return hide(life, event.at);
    case 'accepted':
      return { ...hide(life, event.at), taken: life.text.length, accepted: life.text.length, ending: 'accepted_full' };
    case 'inserted':
      return take(life, event.text, event.at);
    case 'deleted':
      if (event.characters > life.taken) return end(life, event.at, 'typing_disagreed');
      return { ...life, taken: life.taken - event.characters };
    case 'closed':
      return end(life, event.at, life.accepted > 0 ? 'accepted_partial' : 'unknown');
    case 'superseded':
      return end(life, event.at, 'superseded');
    case 'left':
      return end(life, event.at, 'ignored');
  }
}

function take(life: Life, text: string, at: number): Life {
  const rest = life.text.slice(life.taken);
  const typed = typedPart(text, rest);
  if (typed === undefined) return end(life, at, 'typing_disagreed');
  const taken = life.taken + typed.length;
  // Hands type one character at a time; more of the suggestion at once is a word or a line of it accepted.
  const byAccept = typed.trim().length > 1;
  const next = { ...life, taken, accepted: byAccept ? life.accepted + typed.length : life.accepted };
  if (taken < life.text.length) return next;
  // A full accept says so right after; without that, the last word was accepted by itself.
  return byAccept
    ? hide(next, at)
    : { ...hide(next, at), ending: next.accepted > 0 ? 'accepted_partial' : 'typed_through' };
}

/** What of an insertion the hand has typed: editors add the closing bracket, and break lines twice between brackets. */
function typedPart(text: string, rest: string): string | undefined {
  if (rest.startsWith(text)) return text;
  if (/^(?:\(\)|\[\]|\{\}|""|''|``)$/.test(text) && rest.startsWith(text[0]!)) return text[0];
  const broken = /^(\n[ \t]*)\n[ \t]*$/.exec(text)?.[1];
  return broken !== undefined && rest.startsWith(broken) ? broken : undefined;
}

function end(life: Life, at: number, otherwise: Ending): Life {
  const hidden = hide(life, at);
  if (hidden.accepted > 0) return { ...hidden, ending: 'accepted_partial' };
  if (otherwise === 'unknown') return { ...hidden, ending: 'unknown' };
  return { ...hidden, ending: hidden.visibleMs === 0 ? 'unseen' : otherwise };
}

function hide(life: Life, at: number): Life {
  if (life.visibleSince === undefined) return life;
  return { ...life, visibleSince: undefined, visibleMs: life.visibleMs + Math.max(0, at - life.visibleSince) };
}
