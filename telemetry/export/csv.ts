import type { Value } from '../store/database.ts';

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/;

function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180: a header, CRLF at the end of each line, quotes where needed. Numbers are written as they are. */
export function toCsv(header: readonly string[], rows: readonly (readonly Value[])[]): string {
  return [header, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('');
}
