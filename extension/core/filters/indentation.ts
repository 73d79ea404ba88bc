import type { Filter } from '../candidate.ts';
import { scan } from '../lexical.ts';
import type { Situation } from '../situation.ts';
import { indentOf, indentWidth, isBlank, previousTextLine, width } from '../text.ts';

/** Brings the answer's indentation into the document's style, and under the block that it stands in. */
export const normalizeIndentation: Filter = (candidate, { situation }) => {
  if (situation.mode.kind === 'string') return candidate;
  const lines = candidate.text.split('\n');
  if (lines.length === 1) return { ...candidate, text: indentFirstLine(candidate.text, situation) };
  const styled = inDocumentStyle(lines, situation);
  return { ...candidate, text: indentFirstLine(underBlock(styled, situation).join('\n'), situation) };
};

/** Tabs for spaces or spaces for tabs, as the document has it. */
function inDocumentStyle(lines: readonly string[], situation: Situation): string[] {
  const { unit, certain } = situation.indent;
  if (!certain) return [...lines];
  const tabs = unit === '\t';
  const step = tabs ? answerStep(lines, situation) : unit.length;
  return lines.map((line, index) => {
    const indent = indentOf(line);
    if (index === 0 || indent === '' || !(tabs ? indent.includes(' ') : indent.includes('\t'))) return line;
    const rest = line.slice(indent.length);
    if (!tabs) return indent.replaceAll('\t', unit) + rest;
    const columns = width(indent, step);
    // What is left over aligns, it does not indent.
    return '\t'.repeat(Math.floor(columns / step)) + ' '.repeat(columns % step) + rest;
  });
}

/** Spaces that one step takes in an answer that indents with spaces. */
function answerStep(lines: readonly string[], situation: Situation): number {
  const depths = lines
    .slice(1)
    .filter(line => !isBlank(line))
    .map(line => indentOf(line).replaceAll('\t', '').length)
    .filter(depth => depth > 1);
  const common = depths.reduce(greatestDivisor, 0);
  if (new Set(depths).size > 1 && common > 1) return common > 8 ? 4 : common;
  // One depth alone: by how deep it should be here.
  const level = Math.max(1, indentOf(situation.before).length + (/[{([:]\s*$/.test(situation.before) ? 1 : 0));
  const depth = depths[0] ?? 4;
  return depth % level === 0 && depth / level >= 2 ? Math.min(8, depth / level) : Math.min(8, depth);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Moves the lines right where the answer began to count its indentation at its own first line. */
function underBlock(lines: readonly string[], situation: Situation): string[] {
  const { before, pack } = situation;
  const onEmptyLine = isBlank(before);
  if (onEmptyLine && before === '') return [...lines];
  if (!onEmptyLine && !isBlank(lines[0]!)) return shiftNested(lines, situation, indentOf(before));
  if (onEmptyLine) return shiftNested(fromTheMargin(lines, situation), situation, before);
  const first = lines.slice(1).find(line => !isBlank(line));
  if (first === undefined || pack.blocks === 'words' || !/[{:]\s*$/.test(before)) return [...lines];
  const missing = indentWidth(before) + indentWidth(situation.indent.unit) - indentWidth(first);
  // Labels stand where their `switch` or `class` does in many styles.
  // So do the items of a list in YAML.
  const isLabel = /^\s*(?:case\b|default\b|- |[\w-]+:)/.test(first) || isNamespace.test(before);
  if (missing <= 0 || isLabel || indentWidth(first) > indentWidth(before)) return [...lines];
  const end = closerLine(lines, situation);
  return lines.map((line, index) =>
    index === 0 || index >= end || isBlank(line) ? line : steps(missing, situation) + line,
  );
}

/** What a namespace holds stands at the margin in many styles of C++. */
const isNamespace = /^\s*(?:inline\s+)?namespace\b[^=]*\{\s*$/;

/** The line with the block's own closer, where it stands under the line that has opened the block. */
function closerLine(lines: readonly string[], { before, pack, mode, open }: Situation): number {
  const text = lines.join('\n');
  const closer = scan(text, pack.lexical, { mode, outer: open }).unmatched[0];
  if (!closer || closer.block !== open.at(-1)) return lines.length;
  const at = text.slice(0, closer.index).split('\n').length - 1;
  return indentWidth(lines[at]!) === indentWidth(before) ? at : lines.length;
}

/**
 * Moves later lines from the left margin under the cursor's own, where brackets say that they still belong to its block.
 * Directives and labels stand at the margin by right.
 */
function fromTheMargin(lines: readonly string[], { before, pack, mode, open }: Situation): readonly string[] {
  const later = lines.slice(1).filter(line => !isBlank(line));
  if (pack.blocks !== 'brackets' || mode.kind !== 'code' || !later.some(line => indentOf(line) === '')) return lines;
  // What goes on as deep as the cursor counts from the document's margin: a chain of calls, and the statement after it.
  if (indentWidth(later[0]!) >= indentWidth(before)) return lines;
  if (later.some(line => /^(?:#|\w+:|[)\]}]|import\b|package\b|using\b)/.test(line))) return lines;
  const { unmatched, mode: end } = scan(lines.join('\n'), pack.lexical, { mode, outer: open });
  if (unmatched.length > 0 || end.kind === 'string') return lines;
  return lines.map((line, index) => (index === 0 || isBlank(line) ? line : before + line));
}

/** A block opened on the first line closes at that line's indentation; where it doesn't, all lines stand too far left. */
function shiftNested(lines: readonly string[], situation: Situation, base: string): string[] {
  const depths: number[] = [];
  scan(`${lines.join('\n')}\n`, situation.pack.lexical, {
    mode: situation.mode,
    outer: situation.open,
    onLine: (_index, depth) => depths.push(depth),
  });
  if ((depths[0] ?? 0) < 1) return [...lines];
  const closing = depths.findIndex((depth, index) => index > 0 && depth === 0);
  const line = lines[closing];
  if (line === undefined || !/^\s*[)\]}]/.test(line)) return [...lines];
  const missing = indentWidth(base) - indentWidth(line);
  if (missing <= 0) return [...lines];
  return lines.map((text, index) => (index === 0 || isBlank(text) ? text : steps(missing, situation) + text));
}

/** Where the cursor is at the left margin under a line that opens a block, the first line gets the block's indentation. */
function indentFirstLine(text: string, situation: Situation): string {
  const { before, pack, prefix, indent } = situation;
  if (before !== '' || prefix === '' || text.startsWith('\n') || /^[ \t]/.test(text)) return text;
  const above = previousTextLine(prefix);
  if (above === undefined || pack.blocks !== 'indentation' || !pack.opensBlock?.test(above)) return text;
  return indentOf(above) + indent.unit + text;
}

function steps(columns: number, situation: Situation): string {
  if (situation.indent.unit !== '\t') return ' '.repeat(columns);
  return '\t'.repeat(Math.round(columns / 4));
}
