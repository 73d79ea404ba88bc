import { windowAround } from '../core/window.ts';
import type { Items } from './items.ts';
import type { ContextLanguage } from './languages.ts';
import { subwords } from './subwords.ts';
import { charactersPerToken } from './token-estimate.ts';
import type { CollectRequest } from './types.ts';

/** Share of the budget, and lines, that the document's own declarations may take. */
const share = 0.08;
const mostLines = 12;

/**
 * Declarations of the document itself that the place asks for and the window has cut off: host variables of EXEC SQL that
 * fit the statement and the tables in sight.
 */
export function addOwnLines(
  items: Items,
  request: CollectRequest,
  language: ContextLanguage | undefined,
  above: string,
  before: string,
): void {
  const { path, languageId } = request.document;
  const asked = language?.rules.ownLines?.(above, before);
  if (!asked || items.has('scope', path)) return;
  const prefix = request.document.text.slice(0, request.offset);
  const { start } = windowAround({ prefix, suffix: '', languageId, path }, request.window);
  const firstShown = prefix.slice(0, start).split('\n').length - 1;
  const wanted = new Set(
    [asked.statement, ...items.textsOf('schema')].flatMap(text =>
      (text.match(/[\p{L}\p{N}_$#-]+/gu) ?? []).flatMap(word => subwords(word)),
    ),
  );
  let left = request.budget * charactersPerToken * share;
  const fitting = asked.lines
    .filter(({ line }) => line < firstShown)
    .map(own => ({ ...own, shared: new Set(subwords(own.name).filter(part => wanted.has(part))).size }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || a.line - b.line)
    .slice(0, mostLines)
    .filter(({ text }) => {
      left -= text.length + 1;
      return left >= 0;
    })
    .sort((a, b) => a.line - b.line);
  if (fitting.length === 0) return;
  items.add({
    kind: 'scope',
    path,
    language: languageId,
    start: fitting[0]!.line + 1,
    end: fitting.at(-1)!.line + 1,
    text: fitting.map(({ text }) => text).join('\n'),
    reason: 'data items of this program that fit the statement, beyond what the window shows',
    score: 0.8,
  });
}
