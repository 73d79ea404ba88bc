import type { BlockWord, WordPlace } from '../../core/lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';
import { keywordCase } from './keywords.ts';
import { plsqlScopes } from './scopes.ts';

/** `BEGIN` that opens a transaction and no block. */
const transaction = /^\s*(?:;|TRAN(?:SACTION)?\b|WORK\b)/i;

function blockWord(word: string, { previous, following }: WordPlace): BlockWord | undefined {
  if (word === 'END') {
    const what = /^\s*(IF|LOOP|CASE)\b/i.exec(following)?.[1]?.toUpperCase();
    if (what === 'IF' || what === 'LOOP') return { close: `END ${what}` };
    return { close: 'END' };
  }
  if (previous === 'END') return undefined;
  if (word === 'BEGIN' && !transaction.test(following)) return { open: 'END' };
  if (word === 'CASE') return { open: 'END' };
  if (word === 'LOOP') return { open: 'END LOOP' };
  // `IF` opens a block of PL/SQL only; `IF EXISTS` and T-SQL's `IF` have no end of their own.
  if (word === 'IF' && /\bTHEN\b/i.test(following.split(';')[0]!)) return { open: 'END IF' };
  return undefined;
}

/** Oracle's quotes of one's own choice: `q'[it's]'`, `q'/it's/'`. */
const alternativeQuotes = [
  '[]',
  '{}',
  '()',
  '<>',
  ...Array.from('!|~#/\\^@$%&*+-=_:;?.,"', mark => mark + mark),
].flatMap(([open, close]) =>
  ['q', 'Q'].map(
    letter => ({ open: `${letter}'${open}`, close: `${close}'`, escape: 'none', multiline: true }) as const,
  ),
);

export const pack: LanguagePack = {
  name: 'SQL',
  languageIds: ['sql', 'plsql', 'oraclesql', 'oracle-sql', 'mssql', 'pgsql', 'postgres', 'mysql', 'db2', 'tsql', 'hql'],
  context,
  keywordCase,
  scopesAt: plsqlScopes,
  lexical: {
    lineComments: ['--'],
    blockComments: [['/*', '*/']],
    strings: [
      ...alternativeQuotes,
      { open: "'", close: "'", escape: 'double', multiline: true },
      { open: '"', close: '"', escape: 'double', multiline: false },
    ],
    brackets: { '(': ')', '[': ']' },
    wordPattern: /[A-Za-z_][\w$#]*/y,
    ignoreCase: true,
    blockWord,
  },
  blocks: 'words',
  opensBlock: /(?:\b(?:BEGIN|THEN|LOOP|ELSE|DECLARE|EXCEPTION)|\bAS\s*\(|^\s*CREATE\s.*\bTABLE\b.*\()\s*(?:--.*)?$/i,
  continuesBlock: /^(?:ELSE|ELSIF|ELSEIF|EXCEPTION|WHEN)\b/i,
  longStatement: {
    begins: /^\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|CREATE|ALTER|DROP|GRANT|CALL|EXPLAIN)\b/i,
    ends: /;\s*(?:--.*)?$/,
  },
  welcomeIn: ['comment'],
  syntax: {
    grammar: 'sql',
    grammarFor: { plsql: null, oraclesql: null, 'oracle-sql': null, tsql: null, mssql: null, db2: null },
    dialects: true,
    scopes: {},
    blocks: [],
    comments: ['comment', 'marginalia'],
    strings: [],
  },
};
