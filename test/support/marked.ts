import { createHash } from 'node:crypto';
import type { Finding } from '../../server/redaction/redaction.ts';
import { createRedactor } from '../../server/redaction/redactor.ts';

/** A key for tests; no proxy has it. */
export const testKey = createHash('sha256').update('a key for tests').digest();

export const testRedactor = createRedactor({
  key: testKey,
  tenant: 'test',
  timeoutMs: 10_000,
  today: () => '2026-01-01',
});

/** A text in which `«` and `»` stand around what is to be found. */
export function unmarked(marked: string): string {
  return marked.replace(/[«»]/g, '');
}

/** The text with `«` and `»` around what was found in it. */
export function markedBy(findings: readonly Finding[], text: string): string {
  let out = '';
  let from = 0;
  for (const { start, end } of findings) {
    out += `${text.slice(from, start)}«${text.slice(start, end)}»`;
    from = end;
  }
  return out + text.slice(from);
}

export function findIn(text: string, path = ''): Finding[] {
  const { findings } = testRedactor.inspect({
    prefix: text,
    suffix: '',
    path,
    language: '',
    repository: '',
    user: '',
    context: [],
  });
  return findings.filter(({ part }) => part === 'document');
}

/** What `findIn` makes of a marked text: the same text if it finds just what is marked. */
export function refound(marked: string, path = ''): string {
  const text = unmarked(marked);
  return markedBy(findIn(text, path), text);
}
