import { subwords } from './subwords.ts';

/**
 * Numbers for names. A name of several parts has a number of its own and one for each part; a name of one part is known
 * by that part alone, in whatever case it is written.
 */
export class TermTable {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Parts of each term, as terms; a part has none. */
  readonly #parts: (Uint32Array | undefined)[] = [];

  get size(): number {
    return this.#texts.length;
  }

  text(term: number): string {
    return this.#texts[term]!;
  }

  /** The term's parts; for a name of one part, that part. */
  parts(term: number): Uint32Array {
    return this.#parts[term] ?? none;
  }

  /** Undefined where no file holds the name. */
  find(word: string): number | undefined {
    return this.#ids.get(word);
  }

  intern(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    // A name sliced from a file would keep the whole file alive: a copy does not.
    const term = this.#add(copyOf(word));
    const parts = subwords(word);
    if (parts.length > 0) this.#parts[term] = Uint32Array.from(parts, part => this.#internPart(part));
    return term;
  }

  /** The term of a part that stands in a name; undefined where no file holds it. */
  findPart(part: string): number | undefined {
    return this.#ids.get(partMark + part);
  }

  #internPart(part: string): number {
    const marked = partMark + part;
    return this.#ids.get(marked) ?? this.#add(copyOf(marked));
  }

  #add(word: string): number {
    const term = this.#texts.length;
    this.#texts.push(word);
    this.#parts.push(undefined);
    this.#ids.set(word, term);
    return term;
  }
}

/** Cannot begin a name in any language. */
const partMark = '~';
const none = new Uint32Array(0);

function copyOf(word: string): string {
  return ` ${word}`.slice(1);
}
