import { type ReadWasm, WebGrammars } from '../../grammars/web.ts';
import { decideMultiline } from '../core/multiline.ts';
import { type ShapeReason, shape } from '../core/shape.ts';
import { situate } from '../core/situation.ts';
import { toLineFeeds } from '../core/text.ts';
import { isDrawn } from '../core/visibility.ts';
import { SyntaxTrees } from '../engine/syntax.ts';
import { packFor } from '../languages/index.ts';

/** One case: a document with a cursor, and what a model has answered. */
export interface ReplayCase {
  id: string | number;
  languageId: string;
  filename: string;
  prefix: string;
  suffix: string;
  completion: string;
}

export interface ReplayResult {
  id: string | number;
  /** What a full accept inserts at the cursor, with LF; null where nothing is offered. */
  shown: string | null;
  /** UTF-16 units after the cursor that accepting overwrites. */
  replaceSuffixLength: number;
  /** The decision taken before asking. */
  multiline: boolean;
  reasons: (ShapeReason | 'not-drawn')[];
}

export class Replay {
  readonly #syntax: SyntaxTrees;

  constructor(readWasm: ReadWasm, report: (message: string) => void) {
    this.#syntax = new SyntaxTrees(new WebGrammars(readWasm), (grammar, error) => {
      report(`The grammar ${grammar} cannot be loaded (${String(error)}); indentation and brackets stand in for it.`);
    });
  }

  /**
   * What the editor does after the model's answer, as if triggered by hand, in length mode auto. A recorded call brings the
   * decision between line and block along.
   */
  async run(one: ReplayCase, decided?: boolean): Promise<ReplayResult> {
    const { id, languageId, filename, completion } = one;
    await this.#syntax.load(languageId);
    const place = { prefix: toLineFeeds(one.prefix), suffix: toLineFeeds(one.suffix), languageId, path: filename };
    const situation = situate(place, packFor(languageId), this.#syntax.for(languageId));
    const multiline = decided ?? decideMultiline(situation).multiline;
    const { shown, reasons } = shape(completion, { situation, multiline, ended: true });
    const result = { id, multiline, reasons: [...reasons] as ReplayResult['reasons'] };
    if (!shown) return { ...result, shown: null, replaceSuffixLength: 0 };
    const column = situation.before.length;
    const line = situation.before + situation.after;
    const drawn = isDrawn({ line, column, start: column, end: column + shown.replaceSuffixLength, text: shown.text });
    if (!drawn) return { ...result, shown: null, replaceSuffixLength: 0, reasons: [...result.reasons, 'not-drawn'] };
    return { ...result, shown: shown.text, replaceSuffixLength: shown.replaceSuffixLength };
  }
}

/** @throws {Error} naming the field that is missing or of the wrong kind. */
export function readCase(line: string): ReplayCase {
  return asCase(JSON.parse(line));
}

/** @throws {Error} as above. */
export function asCase(given: unknown): ReplayCase {
  const value = given as Record<string, unknown> | null;
  if (typeof value !== 'object' || value === null) throw new Error('a case is a JSON object');
  if (typeof value.id !== 'string' && typeof value.id !== 'number') throw new Error('id must be text or a number');
  for (const field of ['languageId', 'filename', 'prefix', 'suffix', 'completion']) {
    if (typeof value[field] !== 'string') throw new Error(`${field} must be text`);
  }
  return value as unknown as ReplayCase;
}
