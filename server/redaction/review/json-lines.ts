/**
 * Cases as JSON lines: `{id, text, path?, languageId?}` or `{id, prefix, suffix, path?, languageId?}` in, `{id, spans, redacted}` out, in the
 * same order. A bad case gives `{id, error, spans: [], redacted: null}` in its place and the rest goes on.
 */
import { linesOf } from '../../cli/lines.ts';
import type { Review } from './review.ts';

/** @returns how many spans were found. */
export async function reviewLines(
  review: Review,
  input: AsyncIterable<string | Uint8Array>,
  output: NodeJS.WritableStream,
): Promise<number> {
  let found = 0;
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue;
    const answer = answerTo(review, line);
    found += answer.spans.length;
    if (!output.write(`${JSON.stringify(answer)}\n`)) await new Promise(resolve => output.once('drain', resolve));
  }
  return found;
}

interface Span {
  start: number;
  end: number;
  rule: string;
  class: string;
  confidence: number;
}

type Answer =
  | { id: unknown; spans: Span[]; redacted: string | { prefix: string; suffix: string }; refused?: string }
  | { id: unknown; error: string; spans: never[]; redacted: null };

export function answerTo(review: Review, line: string): Answer {
  let id: unknown = null;
  const failed = (error: string): Answer => ({ id, error, spans: [], redacted: null });
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return failed('the line is not JSON');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return failed('a case is an object');
  const one = given as Record<string, unknown>;
  id = one.id ?? null;
  const { text, prefix, suffix, path = '', languageId = '' } = one;
  if (typeof path !== 'string' || typeof languageId !== 'string') return failed('path and languageId are strings');
  const isText = typeof text === 'string';
  if (isText === (typeof prefix === 'string' && typeof suffix === 'string'))
    return failed('a case has either text, or prefix and suffix, as strings');
  try {
    const reviewed = review.look({
      prefix: isText ? text : (prefix as string),
      suffix: isText ? '' : (suffix as string),
      path,
      language: languageId,
      hasCursor: !isText,
    });
    const spans = reviewed.findings.map(({ start, end, rule, class: kind, confidence }) => ({
      start,
      end,
      rule,
      class: kind,
      confidence,
    }));
    return {
      id,
      spans,
      redacted: isText ? reviewed.prefix : { prefix: reviewed.prefix, suffix: reviewed.suffix },
      ...(reviewed.isRefused ? { refused: 'cursor_in_secret' } : {}),
    };
  } catch (error) {
    return failed(error instanceof RangeError ? error.message : 'the scan failed');
  }
}
