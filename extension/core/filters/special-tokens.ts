import type { Filter } from '../candidate.ts';
import type { Situation } from '../situation.ts';
import { wholeCharacters } from '../text.ts';

/**
 * Tokens of the model families that the proxy has templates for, as text. A model that leaks one has said all it had to
 * say; only those at the very beginning are echoes of the template.
 */
const specialTokens: readonly string[] = [
  // Qwen2.5-Coder, Granite, CodeGemma
  ...['fim_prefix', 'fim_suffix', 'fim_middle', 'fim_pad', 'endoftext', 'repo_name', 'file_sep', 'file_separator'].map(
    name => `<|${name}|>`,
  ),
  ...['im_start', 'im_end', 'end_of_text', 'start_of_role', 'end_of_role', 'cursor', 'eot_id', 'end'].map(
    name => `<|${name}|>`,
  ),
  // StarCoder2, StableCode, Mellum
  ...[
    'fim_prefix',
    'fim_suffix',
    'fim_middle',
    'fim_pad',
    'file_sep',
    'repo_name',
    'filename',
    'gh_stars',
    'reponame',
  ].map(name => `<${name}>`),
  // SantaCoder
  ...['prefix', 'suffix', 'middle', 'pad'].map(name => `<fim-${name}>`),
  // DeepSeek-Coder: full-width bars and lower one-eighth blocks
  ...['fim▁begin', 'fim▁hole', 'fim▁end', 'begin▁of▁sentence', 'end▁of▁sentence', 'EOT'].map(name => `<｜${name}｜>`),
  // CodeLlama
  ' <PRE>',
  ' <SUF>',
  ' <MID>',
  ' <EOT>',
  '<PRE>',
  '<SUF>',
  '<MID>',
  '<EOT>',
  '<｜EOT｜>',
  '<|EOT|>',
  // Codestral
  '[PREFIX]',
  '[SUFFIX]',
  '[MIDDLE]',
  '\n+++++ ',
  // Seed-Coder
  '<[fim-prefix]>',
  '<[fim-suffix]>',
  '<[fim-middle]>',
  '<[end▁of▁sentence]>',
  '<[begin▁of▁sentence]>',
  // Sentence ends of the Llama and Gemma families
  '<s>',
  '</s>',
  '<eos>',
  '<bos>',
  '<pad>',
  '<unk>',
  '<end_of_turn>',
  '<start_of_turn>',
];

/** Cuts the answer at the first special token. One that the document itself uses is program text. */
export const stripSpecialTokens: Filter = (candidate, { situation }) => {
  let { text } = candidate;
  const foreign = specialTokens.filter(
    token => text.includes(token) && !inDocument(token) && !isQuoted(text, token) && !isMarkup(text, token, situation),
  );
  if (foreign.length === 0) return { ...candidate, text: withoutCutToken(text) };
  text = behindPrompt(text, foreign);
  for (let echo = leading(text, foreign); echo !== undefined; echo = leading(text, foreign))
    text = text.slice(echo.length);
  const ends = foreign.map(token => text.indexOf(token)).filter(index => index >= 0);
  const kept = ends.length > 0 ? wholeCharacters(text.slice(0, Math.min(...ends))) : text;
  return { ...candidate, text: withoutCutToken(kept) };

  function inDocument(token: string): boolean {
    const bare = token.trim();
    return situation.prefix.includes(bare) || situation.suffix.includes(bare);
  }
};

/** Characters of a token that are enough to know it by, where an answer was cut off in the middle of it. */
const tellingBeginning = 5;

function withoutCutToken(text: string): string {
  const start = Math.max(text.lastIndexOf('<'), text.lastIndexOf('['));
  const end = text.slice(start);
  if (start < 0 || end.length < tellingBeginning) return text;
  return specialTokens.some(token => token.length > end.length && token.startsWith(end)) ? text.slice(0, start) : text;
}

/** A program may speak of a token in a string. */
function isQuoted(text: string, token: string): boolean {
  const at = text.indexOf(token);
  return /["'`]$/.test(text.slice(0, at)) && /^["'`]/.test(text.slice(at + token.length));
}

/** `<s>…</s>` strikes text through in HTML. The Llama family puts it around the whole answer. */
function isMarkup(text: string, token: string, { languageId }: Situation): boolean {
  if (token !== '<s>' && token !== '</s>') return false;
  const start = text.indexOf('<s>');
  if (start < 0 || text.indexOf('</s>', start) < 0) return false;
  return start > 0 || /^(?:html|xml|markdown|vue|svelte|php|(?:type|java)scriptreact)$/.test(languageId);
}

/** A model that repeats its whole prompt says what it means behind the token that asks for the middle. */
function behindPrompt(text: string, tokens: readonly string[]): string {
  if (leading(text, tokens) === undefined) return text;
  const middle = tokens.find(token => /mid|hole/i.test(token) && text.includes(token));
  return middle === undefined ? text : text.slice(text.lastIndexOf(middle) + middle.length);
}

function leading(text: string, tokens: readonly string[]): string | undefined {
  return tokens.find(token => text.startsWith(token));
}

/** Longest text that may still become a special token at the end of a stream. */
export const longestSpecialToken = Math.max(...specialTokens.map(token => token.length));
