import type { Filter } from '../candidate.ts';
import { type Closer, commonBrackets, scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';

interface Covered {
  /** In the answer. */
  index: number;
  /** In the line after the cursor. */
  from: number;
  to: number;
}

/**
 * Closers that the document has already, be they brackets, quotes or words: on the cursor's line the answer takes their
 * place or leaves them out, further down the answer ends before them. A closer that the document lacks stays.
 */
export const balanceClosers: Filter = (candidate, { situation }) => {
  const { after } = situation;
  let { text } = candidate;
  const covered: Covered[] = [];
  let reached = 0;
  for (const closer of outerClosers(text, situation)) {
    const isText = brackets.has(closer.closer) && isStillInString(text.slice(0, closer.index), situation);
    if (!isText && (isMissing(closer, situation) || reopens(text, closer, situation))) continue;
    const to = text.slice(0, closer.index).includes('\n') ? undefined : endOfCloser(after, reached, closer.closer);
    if (to === undefined) {
      if (isText) continue;
      text = text.slice(0, closer.index) + terminator(text.slice(closer.index), after);
      break;
    }
    covered.push({ index: closer.index, from: reached, to });
    reached = to;
  }
  for (const { index, from } of covered) {
    // The answer ends just as the line does: leave the line's own end in its place.
    if (after.slice(from).trimStart().startsWith(text.slice(index).trim())) {
      return { text: text.slice(0, index), replaceSuffixLength: from };
    }
  }
  const end = text.trimEnd().at(-1) ?? '';
  const mayDouble = end !== '' && ';,.'.includes(end) && (reached > 0 || situation.mode.kind === 'code');
  const doubled = mayDouble && after.slice(reached).trimStart().startsWith(end);
  return { text: doubled ? text.trimEnd().slice(0, -1) : text, replaceSuffixLength: reached };
};

function outerClosers(text: string, situation: Situation): Closer[] {
  const { unmatched } = scan(text, situation.pack.lexical, { mode: situation.mode, outer: situation.open });
  const angle = outerAngle(text, situation);
  const more = [...bracketsInString(text, situation), ...(angle === undefined ? [] : [angle])];
  return more.length === 0 ? unmatched : [...unmatched, ...more].sort((a, b) => a.index - b.index);
}

function isStillInString(text: string, { mode }: Situation): boolean {
  return mode.kind === 'string' && !text.includes(mode.rule.close);
}

const brackets = new Map(Object.entries(commonBrackets).map(([open, close]) => [close, open]));

/** `"SELECT COUNT(█)"`: in a string, brackets are text; the line's own come in pairs all the same. */
function bracketsInString(text: string, { mode, before, after }: Situation): Closer[] {
  if (mode.kind !== 'string' || !/^\s*[)\]}]/.test(after)) return [];
  const open: string[] = [];
  const inside = before.slice(before.lastIndexOf(mode.rule.open) + 1);
  for (const character of inside) {
    if (character in commonBrackets) open.push(character);
    else if (open.at(-1) === brackets.get(character)) open.pop();
  }
  const found: Closer[] = [];
  const depth = open.length;
  for (let index = 0; index < text.length && text[index] !== '\n'; index++) {
    const character = text[index]!;
    if (text.startsWith(mode.rule.close, index)) break;
    if (character in commonBrackets) open.push(character);
    else if (brackets.has(character) && open.at(-1) === brackets.get(character)) {
      open.pop();
      if (open.length < depth - found.length) found.push({ closer: character, index, length: 1 });
    }
  }
  return found;
}

/** `List<█>`: a type's closing angle, which is a bracket only where the cursor's line makes it one. */
function outerAngle(text: string, { before, after, mode }: Situation): Closer | undefined {
  if (mode.kind !== 'code' || !after.trimStart().startsWith('>') || !/<[^<>]*$/.test(before)) return undefined;
  let depth = 0;
  for (let index = 0; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '<') depth++;
    else if (text[index] === '>' && !'-='.includes(text[index - 1] ?? ' ') && depth-- === 0) {
      return { closer: '>', index, length: 1 };
    }
  }
  return undefined;
}

/**
 * `} else {` closes a block and opens the next in its place, `" + name + "` a string: the document's closer is that of the
 * new one.
 */
function reopens(text: string, closer: Closer, situation: Situation): boolean {
  const { pack, after, mode } = situation;
  if (mode.kind === 'string' && closer.block === undefined && closer.closer === mode.rule.close) {
    const end = scan(text, pack.lexical, { mode, outer: situation.open }).mode;
    return end.kind === 'string' && end.rule.close === closer.closer;
  }
  const rest = text.slice(closer.index + closer.length);
  if (after.trim() !== '' || !pack.continuesBlock?.test(rest.trimStart())) return false;
  const line = rest.split('\n', 1)[0]!;
  return scan(line, pack.lexical).open.some(block => block.closer === closer.closer);
}

function isMissing(closer: Closer, situation: Situation): boolean {
  if (closer.block) return situation.unclosed.has(closer.block);
  if (closer.closer === '>' || situation.mode.kind !== 'string') return false;
  const below = scan(situation.mode.rule.multiline ? situation.suffix : situation.after, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
  });
  return below.unmatched[0]?.closer !== situation.mode.rule.close;
}

/** One bracket too many is left out; the `;` behind it ends the statement all the same. */
function terminator(rest: string, after: string): string {
  return after.trim() === '' ? (/^[)\]]+(;)\s*$/.exec(rest)?.[1] ?? '') : '';
}

/** The end of the closer in the line, if it comes next but for white space. */
function endOfCloser(after: string, from: number, closer: string): number | undefined {
  const start = after.length - after.slice(from).trimStart().length;
  return after.startsWith(closer, start) ? start + closer.length : undefined;
}
