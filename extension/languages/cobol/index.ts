import type { BlockWord, WordPlace } from '../../core/lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';
import { cobolScopes } from './scopes.ts';

/** Last column of program text in the fixed reference format (COBOL 85); 73 to 80 identify the card. */
const lastFixedColumn = 72;
const sampledLines = 60;

function blockWord(word: string, { following }: WordPlace): BlockWord | undefined {
  // A period ends every open sentence; within a number or a literal it is none.
  if (word === '.') return /^(?:\s|$)/.test(following) ? { closeAll: true } : undefined;
  if (word === 'IF') return { open: 'END-IF' };
  if (word === 'EVALUATE') return { open: 'END-EVALUATE' };
  if (word === 'SEARCH') return { open: 'END-SEARCH' };
  if (word === 'EXEC') return { open: 'END-EXEC' };
  if (word === 'PERFORM') return isInline(following) ? { open: 'END-PERFORM' } : undefined;
  if (['END-IF', 'END-EVALUATE', 'END-SEARCH', 'END-PERFORM', 'END-EXEC'].includes(word)) return { close: word };
  return undefined;
}

/** A `PERFORM` that names no paragraph has its statements in place. */
function isInline(following: string): boolean {
  return /^\s+(?:UNTIL|VARYING|WITH\s+TEST|TEST|[\w-]+\s+TIMES|FOREVER)\b/i.test(following) || /^\s*$/.test(following);
}

function isFixed(prefix: string, suffix: string): boolean {
  const head = prefix.slice(0, 4000);
  if (/>>\s*SOURCE\s+(?:FORMAT\s+)?(?:IS\s+)?FREE/i.test(head) || /^\s*\$SET\s+SOURCEFORMAT.*FREE/im.test(head))
    return false;
  const lines = [...prefix.split('\n').slice(-sampledLines), ...suffix.split('\n', sampledLines)].filter(line =>
    line.trim(),
  );
  const fixed = lines.filter(line => /^(?:[ \d]{6}|.{6})[ */D-]/.test(line) && /^(?: {6}|\d{6}|[\w ]{6})/.test(line));
  return lines.length === 0 || fixed.length * 10 >= lines.length * 8;
}

export const pack: LanguagePack = {
  name: 'COBOL',
  languageIds: ['cobol', 'COBOL', 'copybook', 'cobol_mf', 'acucobol', 'opencobol', 'bitlang-cobol'],
  context,
  scopesAt: cobolScopes,
  lexical: {
    lineComments: ['*>'],
    blockComments: [],
    strings: [
      { open: '"', close: '"', escape: 'double', multiline: false },
      { open: "'", close: "'", escape: 'double', multiline: false },
    ],
    brackets: { '(': ')' },
    commentLine: /^.{6}[*/]/,
    wordPattern: /[A-Za-z][\w-]*/y,
    ignoreCase: true,
    blockWord,
  },
  blocks: 'words',
  opensBlock:
    /^(?:.{6} )?\s*(?:(?:IF|EVALUATE|SEARCH|WHEN|ELSE|PERFORM\s+(?:UNTIL|VARYING|WITH|TEST))\b[^.]*|[A-Z0-9][A-Z0-9-]*(?:\s+(?:SECTION|DIVISION))?\.)\s*$/i,
  continuesBlock: /^(?:ELSE|WHEN)\b/i,
  lastColumn: ({ prefix, suffix }) => (isFixed(prefix, suffix) ? lastFixedColumn : undefined),
};
