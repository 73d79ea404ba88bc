/**
 * Some clients write the prompt as a model reads it: the text before the cursor, the text behind it, and the model's own
 * tokens between. They need not know which model answers here: their text is taken out of the markup, and is rendered anew.
 */

/** How each family marks the two texts: the one before the cursor first, or the one behind it. */
const forms: readonly { first: 'prefix' | 'suffix'; marks: readonly [string, string, string] }[] = [
  { first: 'prefix', marks: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'] },
  { first: 'prefix', marks: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'] },
  { first: 'suffix', marks: ['<fim_suffix>', '<fim_prefix>', '<fim_middle>'] },
  { first: 'prefix', marks: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'] },
  { first: 'suffix', marks: ['<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>'] },
  { first: 'prefix', marks: ['<PRE> ', ' <SUF>', ' <MID>'] },
  { first: 'suffix', marks: ['[SUFFIX]', '[PREFIX]', ''] },
];

/**
 * Only where the markup is all there, once, and around everything: anything else is text that happens to speak of tokens.
 * @returns null where the prompt is plain text.
 */
export function readInfillPrompt(prompt: string): { prefix: string; suffix: string } | null {
  for (const { first, marks } of forms) {
    const [open, between, close] = marks;
    if (!prompt.startsWith(open) || !prompt.endsWith(close)) continue;
    const [one, two, ...more] = prompt.slice(open.length, prompt.length - close.length).split(between);
    if (one === undefined || two === undefined || more.length > 0) continue;
    if (marks.some(mark => mark !== '' && (one.includes(mark) || two.includes(mark)))) continue;
    return first === 'prefix' ? { prefix: one, suffix: two } : { prefix: two, suffix: one };
  }
  return null;
}
