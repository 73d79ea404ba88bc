import type { DocumentWords } from './document-words.ts';
import type { Items } from './items.ts';
import { charactersPerToken } from './token-estimate.ts';
import type { CollectRequest } from './types.ts';

/** Shares of the budget that what is not retrieved may take. */
const shares = { knowledge: 0.12, edits: 0.08, diagnostics: 0.04 } as const;
const mostEdits = 4;
const diagnosticReach = 5;

/** What the house says of itself: sections of the workspace's knowledge files that share words with the place. */
export function addKnowledge(items: Items, request: CollectRequest, words: DocumentWords): void {
  if (!request.knowledge?.length) return;
  const near = new Set<string>();
  const from = Math.max(0, words.cursorLine - 20);
  for (const line of words.words.slice(from, words.cursorLine + 10)) {
    for (const { text } of line) near.add(text.toLowerCase());
  }
  const others = request.knowledge.filter(({ path }) => path !== request.document.path);
  const sections = others.flatMap(({ path, text }) => sectionsOf(path, text));
  const scored = sections
    .map(section => ({ ...section, shared: sharedWords(section.text, near) }))
    .filter(({ shared, always }) => shared > 0 || always)
    .sort((a, b) => b.shared - a.shared || (a.path < b.path ? -1 : 1) || a.start - b.start);
  let left = request.budget * charactersPerToken * shares.knowledge;
  for (const { path, start, end, text, shared, always } of scored) {
    if (text.length > left) continue;
    left -= text.length;
    const reason = always
      ? 'house knowledge that holds for every file'
      : `house knowledge that shares ${shared} names with this place`;
    items.add({
      kind: 'knowledge',
      path,
      language: 'markdown',
      start,
      end,
      text,
      reason,
      score: Math.min(1, 0.4 + shared / 10),
    });
  }
}

interface Section {
  path: string;
  start: number;
  end: number;
  text: string;
  /** Under a heading "Always". */
  always: boolean;
}

/** Markdown parted at its headings. */
function sectionsOf(path: string, text: string): Section[] {
  const sections: Section[] = [];
  let lines: string[] = [];
  let start = 1;
  const close = (end: number): void => {
    const body = lines.join('\n').trim();
    if (body !== '') sections.push({ path, start, end, text: body, always: /^#+\s*always\b/i.test(body) });
    lines = [];
    start = end + 1;
  };
  text.split(/\r?\n/).forEach((line, at) => {
    if (/^#{1,6}\s/.test(line)) close(at);
    lines.push(line);
  });
  close(start + lines.length - 1);
  return sections;
}

function sharedWords(text: string, near: ReadonlySet<string>): number {
  const words = new Set(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_-]{2,}/gu) ?? []);
  let shared = 0;
  for (const word of words) if (near.has(word)) shared++;
  return shared;
}

/** What was changed last, newest first, elsewhere than in the document's window. */
export function addEdits(items: Items, request: CollectRequest, languageOf: (path: string) => string): void {
  let left = request.budget * charactersPerToken * shares.edits;
  for (const { path, line, text } of request.recentEdits?.slice(0, mostEdits) ?? []) {
    if (path === request.document.path || text.length > left) continue;
    left -= text.length;
    const end = line + text.split('\n').length - 1;
    items.add({
      kind: 'edit',
      path,
      language: languageOf(path),
      start: line,
      end,
      text,
      reason: 'changed a moment ago',
      score: 0.6,
    });
  }
}

export function addDiagnostics(items: Items, request: CollectRequest, cursorLine: number): void {
  const { path, languageId } = request.document;
  let left = request.budget * charactersPerToken * shares.diagnostics;
  const near = (request.diagnostics ?? [])
    .filter(({ line }) => Math.abs(line - cursorLine) <= diagnosticReach)
    .sort((a, b) => Math.abs(a.line - cursorLine) - Math.abs(b.line - cursorLine) || a.line - b.line);
  for (const { line, message } of near) {
    const text = message.replace(/\s+/g, ' ').slice(0, 200);
    if (text.length > left) break;
    left -= text.length;
    const reason = `what the compiler says of line ${line}`;
    items.add({ kind: 'diagnostic', path, language: languageId, start: line, end: line, text, reason, score: 0.7 });
  }
}
