import type { BlockWord, WordPlace } from '../../core/lexical.ts';
import type { LanguagePack } from '../../core/pack.ts';
import { context } from './context.ts';

const opens: Readonly<Record<string, string>> = { if: 'fi', do: 'done', case: 'esac' };
const closes = new Set(Object.values(opens));

function blockWord(word: string, { previous, innermost }: WordPlace): BlockWord | undefined {
  if (previous === 'echo' || previous === 'printf') return undefined;
  if (word === innermost || closes.has(word)) return { close: word };
  return opens[word] === undefined ? undefined : { open: opens[word] };
}

export const pack: LanguagePack = {
  name: 'shell',
  languageIds: ['shellscript', 'bash', 'sh', 'zsh'],
  context,
  lexical: {
    lineComments: ['#'],
    blockComments: [],
    strings: [
      { open: '"', close: '"', escape: 'backslash', multiline: true },
      { open: "'", close: "'", escape: 'none', multiline: true },
    ],
    brackets: { '(': ')', '{': '}', '[': ']' },
    commentAtWordStart: true,
    looseClosers: true,
    wordPattern: /[A-Za-z_][\w-]*/y,
    blockWord,
  },
  blocks: 'words',
  opensBlock: /(?:\b(?:then|do|else)|\{|\b(?:in|elif\b.*;\s*then)|^\s*\(?[^()]+\))\s*(?:#.*)?$/,
  continuesBlock: /^(?:else|elif)\b/,
  continuesStatement: /^(?:\||&&)/,
  syntax: {
    grammar: 'bash',
    scopes: { function_definition: 'body' },
    blocks: ['compound_statement', 'do_group'],
    comments: ['comment'],
    strings: ['string', 'raw_string', 'ansi_c_string'],
  },
};
