import { templates } from './registry.ts';
import type { PromptParts } from './template.ts';

/**
 * Text of the user's that looks like a special token must not act as one. Its first character is replaced by one that looks
 * alike, so that lengths, lines and meaning stay; the model, which repeats what it sees, repeats the look-alike, and `undo`
 * puts the user's own character back. Neither character of a pair turns into the other under Unicode normalisation, which
 * several tokenizers apply.
 */
export interface Neutralised {
  parts: PromptParts;
  /** How many places were changed. */
  count: number;
  /** Puts the user's characters back into the model's text. Works on any piece of a stream by itself. */
  undo(text: string): string;
}

/** Characters that look like the one replaced; the first that the request does not hold is taken. */
const lookAlikes = {
  '<': ['\u1438', '\u02c2', '\u276e', '\u2039'],
  '[': ['\u2045', '\u2772', '\u298b', '\u27e6'],
  '+': ['\u16ed', '\u2795', '\u271b', '\u2719'],
} as const;
type Opening = keyof typeof lookAlikes;

/** Private use, for the text that already holds every look-alike. */
const lastResort = Array.from({ length: 256 }, (_, index) => String.fromCharCode(0xe000 + index));

/** What no family here declares but other models and chat templates use: any single word between such brackets. */
const shapes = [
  '<\\|[\\w.-]{1,64}\\|>',
  '<\uff5c[^\\s<>\uff5c]{1,64}\uff5c>',
  '<\\[[^\\s<>[\\]]{1,64}\\]>',
  '^\\+{5} ',
  '<(?:pad|unk|bos|eos|mask|jupyter_\\w{1,32}|issue_\\w{1,32}|pr_\\w{1,32}|commit_\\w{1,32}|empty_output|gh_stars)>',
];

const literals = [...new Set(Object.values(templates).flatMap(template => template.specialTokens))];
const tokenLike = new RegExp([...shapes, ...literals.map(escapeRegExp)].join('|'), 'gm');

function escapeRegExp(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

export function neutralise(parts: PromptParts): Neutralised {
  let count = 0;
  const replaced = new Map<string, string>();
  const texts = [parts.prefix, parts.suffix, parts.path, parts.repository, parts.language];
  for (const item of parts.context) texts.push(item.path, item.text);

  const lookAlikeOf = (opening: Opening): string => {
    let lookAlike = replaced.get(opening);
    if (lookAlike === undefined) {
      lookAlike = [...lookAlikes[opening], ...lastResort].find(one => texts.every(text => !text.includes(one)))!;
      replaced.set(opening, lookAlike);
    }
    return lookAlike;
  };
  const clean = (text: string): string => {
    let cleaned = '';
    let done = 0;
    tokenLike.lastIndex = 0;
    for (let match = tokenLike.exec(text); match; match = tokenLike.exec(text)) {
      count++;
      cleaned += text.slice(done, match.index) + lookAlikeOf(match[0][0] as Opening);
      done = match.index + 1;
      // From the next character on: one token-like text may begin inside another, as in `<[MIDDLE]>`.
      tokenLike.lastIndex = done;
    }
    return cleaned + text.slice(done);
  };

  const cleaned: PromptParts = {
    prefix: clean(parts.prefix),
    suffix: clean(parts.suffix),
    path: clean(parts.path),
    language: clean(parts.language),
    repository: clean(parts.repository),
    context: parts.context.map(item => ({ ...item, path: clean(item.path), text: clean(item.text) })),
  };
  if (count === 0) return { parts, count, undo: text => text };
  const original = new Map([...replaced].map(([opening, lookAlike]) => [lookAlike, opening]));
  const pattern = new RegExp(`[${[...original.keys()].join('')}]`, 'g');
  return { parts: cleaned, count, undo: text => text.replace(pattern, found => original.get(found)!) };
}
