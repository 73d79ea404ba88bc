import type { Filter } from '../candidate.ts';
import type { Situation } from '../situation.ts';
import { isBlank } from '../text.ts';

/** What a chat model says before, or in place of, the code; no line of any language that is served. */
const chat: readonly RegExp[] = [
  /^(?:sure|certainly|of course|absolutely)[!,.]/i,
  /^here(?:['’]s| is| are)\b.*\b(?:code|completion|implementation|function|method|query|snippet|solution|statement)s?\b/i,
  /^(?:i['’]m sorry|i am sorry|i apologi[sz]e|sorry,)/i,
  /^as an ai\b/i,
  /^i (?:can['’]t|cannot|don['’]t have|need more)\s/i,
  /^(?:in order )?to (?:complete|finish|implement) (?:the|this|your)\s/i,
  /^(?:the|this) (?:(?:following|completed?|missing|above|given|updated|corrected) )?(?:code|function|method|query|snippet|completion) (?:above |below )?(?:should|is|will|does|returns|needs|can|would)\b/i,
  /^(?:based on|given) (?:the|your) (?:code|context|prompt)\b/i,
];

/** Languages whose text is prose, or may hold any amount of it. */
const prose =
  /^(?:plaintext|markdown|mdx|html|xml|vue|svelte|latex|tex|bibtex|restructuredtext|asciidoc|git-commit|scminput)$/;

const thoughts = /^\s*<think>[\s\S]*?(?:<\/think>\s*|$)/;
const fence = /^[ \t]*(?:```|~~~)[\w+#-]*[ \t]*$/m;

/** Takes off what a chat model says before the code; drops an answer that says nothing else. */
export const stripChatProse: Filter = (candidate, { situation }) => {
  if (!isCode(situation)) return candidate;
  const text = candidate.text.replace(thoughts, '');
  const first = text.trimStart().split('\n', 1)[0]!;
  const fenced = fence.exec(text);
  if (!chat.some(said => said.test(first))) return { ...candidate, text };
  if (fenced) return { ...candidate, text: text.slice(fenced.index) };
  // Behind something it may be the value of a key.
  return isBlank(situation.before) ? null : { ...candidate, text };
};

function isCode({ languageId, mode }: Situation): boolean {
  return mode.kind === 'code' && !prose.test(languageId);
}
