import { Typist } from './typist.ts';

/** A person who types a file they have in mind, with a model that knows it half the time; the same keys for each way to ask. */
export interface SessionResult {
  requests: number;
  accepted: number;
}

/** Milliseconds. */
const rhythm = { fast: 90, slow: 260, pause: 900, modelLatency: 220, look: 350 } as const;
const typedCharacters = 500;

interface Keys {
  /** Milliseconds before the next key. */
  interval(): number;
  /** Whether the model is right here. */
  knows(): boolean;
}

function keys(seed: number): Keys {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    interval: () => {
      const kind = next();
      return kind < 0.75
        ? rhythm.fast + 80 * next()
        : kind < 0.93
          ? rhythm.slow + 150 * next()
          : rhythm.pause + 900 * next();
    },
    knows: () => next() < 0.5,
  };
}

interface World {
  text: string;
  position: number;
  line: () => string;
}

/** The engine: adaptive pause, adoption, reuse. */
export async function ownDelays(text: string, languageId: string): Promise<SessionResult> {
  const start = Math.floor(text.length / 3);
  const typist = new Typist(languageId, `${text.slice(0, start)}█`);
  const person = keys(1);
  const world: World = { text, position: start, line: () => restOfLine(text, world.position) };
  let shown: { text: string; id: string; replaceSuffixLength: number; since: number } | undefined;
  let accepted = 0;
  const knowing = new Map<string, boolean>();
  const answered = new Set<number>();
  while (world.position < start + typedCharacters && world.position < text.length) {
    const call = typist.ask();
    void call.then(result => {
      shown = result.kind === 'offered' ? { ...result.suggestion, since: typist.clock.monotonic() } : shown;
    });
    const wait = person.interval();
    for (let passed = 0; passed < wait; passed += 10) {
      await typist.clock.advance(10);
      for (const [index, exchange] of typist.transport.exchanges.entries()) {
        if (answered.has(index) || exchange.signal.aborted) continue;
        answered.add(index);
        const known = knowing.get(exchange.request.prompt) ?? person.knows();
        knowing.set(exchange.request.prompt, known);
        const at = text.indexOf(exchange.request.prompt.slice(-200));
        const from = at < 0 ? world.position : at + exchange.request.prompt.slice(-200).length;
        typist.clock.later(rhythm.modelLatency, () => {
          exchange.send(known ? `${restOfLine(text, from)}\n` : 'somethingElse();\n');
          exchange.end();
        });
      }
    }
    if (
      shown &&
      typist.clock.monotonic() - shown.since >= rhythm.look &&
      world.line().startsWith(shown.text) &&
      shown.text.length > 4
    ) {
      typist.accept(shown);
      world.position += shown.text.length;
      accepted++;
    } else {
      typist.type(text[world.position]!);
      world.position++;
    }
    shown = undefined;
  }
  typist.engine.dispose();
  return { requests: typist.requests, accepted };
}

/** What most engines do: wait so long after each key, ask, forget the answer at the next key. */
export async function fixedPause(text: string, _languageId: string): Promise<SessionResult> {
  const pause = 150;
  const start = Math.floor(text.length / 3);
  const person = keys(1);
  let position = start;
  let requests = 0;
  let accepted = 0;
  while (position < start + typedCharacters && position < text.length) {
    const wait = person.interval();
    let taken = 0;
    if (wait >= pause) {
      requests++;
      const line = restOfLine(text, position);
      const known = person.knows();
      if (known && wait >= pause + rhythm.modelLatency + rhythm.look && line.length > 4) taken = line.length;
    }
    if (taken > 0) accepted++;
    position += Math.max(1, taken);
  }
  return { requests, accepted };
}

function restOfLine(text: string, position: number): string {
  const end = text.indexOf('\n', position);
  return text.slice(position, end < 0 ? text.length : end);
}
