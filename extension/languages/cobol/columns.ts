import { withinColumns } from '../../core/columns.ts';

/** The fixed reference format of COBOL: 1–6 sequence, 7 indicator, 8–11 area A, 12–72 area B, 73–80 identification. */
export const lastFixedColumn = 72;
const indicatorColumn = 7;

/** Lines looked at to tell the format where no directive does. */
const sampledLines = 200;
const freeDirective =
  /^(?:.{6})?\s*(?:>>\s*SOURCE\s+(?:FORMAT\s+)?(?:IS\s+)?FREE\b|\$SET\s+SOURCEFORMAT\s*\(?\s*["']?FREE)/im;
const fixedDirective =
  /^(?:.{6})?\s*(?:>>\s*SOURCE\s+(?:FORMAT\s+)?(?:IS\s+)?FIXED\b|\$SET\s+SOURCEFORMAT\s*\(?\s*["']?FIXED)/im;

/**
 * Whether the text is in the fixed format: by its directive, else by whether nearly every line keeps columns 1 to 6 for a
 * sequence number or nothing and has an indicator in column 7.
 */
export function isFixedFormat(text: string): boolean {
  const head = text.slice(0, 4000);
  if (freeDirective.test(head)) return false;
  if (fixedDirective.test(head)) return true;
  let seen = 0;
  let fitting = 0;
  let start = 0;
  while (start < text.length && seen < sampledLines) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, Math.min(end, start + 80)).trimEnd();
    start = end + 1;
    if (line === '') continue;
    seen++;
    if (fitsFixed(line)) fitting++;
  }
  return seen === 0 || fitting * 10 >= seen * 8;
}

function fitsFixed(line: string): boolean {
  if (line.length < indicatorColumn) return /^[\d ]*$/.test(line);
  const indicator = line[indicatorColumn - 1]!;
  if (!' */-DdXx$'.includes(indicator)) return false;
  const area = line.slice(0, indicatorColumn - 1);
  // A word that begins in column 1 and reaches column 6 is a sequence mark; free text has words that go on.
  return /^(?:[ \d]{6}|[^ ]{6}|[A-Za-z0-9$#@*.+-]{1,6} *)$/.test(area) || area.trim() === '' || indicator !== ' ';
}

/** Comment lines by their indicator: `*` and `/`; `D` lines are code for debugging. */
function isCommentIndicator(indicator: string | undefined): boolean {
  return indicator === '*' || indicator === '/';
}

/**
 * The program text alone, at equal length: columns 1 to 6, the indicator and what stands past column 72 are blank, and so
 * are comment lines. Of free text only the comment lines (`*>`) are blank. Line ends stay.
 */
export function programText(text: string): string {
  const fixed = isFixedFormat(text);
  const parts: string[] = [];
  let start = 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    parts.push(fixed ? fixedLine(line) : freeLine(line));
    if (newline < 0) break;
    parts.push('\n');
    start = end + 1;
  }
  return parts.join('');
}

function fixedLine(line: string): string {
  if (line.length < indicatorColumn || isCommentIndicator(line[indicatorColumn - 1])) return ' '.repeat(line.length);
  // By UTF-8, whose characters take most: in no encoding is anything shown that stands past the last column.
  const end = withinColumns(line, lastFixedColumn);
  return ' '.repeat(indicatorColumn) + line.slice(indicatorColumn, end) + ' '.repeat(Math.max(0, line.length - end));
}

function freeLine(line: string): string {
  return /^\s*\*/.test(line) ? ' '.repeat(line.length) : line;
}
