/** Characters that one token takes, where nobody has counted: the field's rule of thumb for program text. */
export const charactersPerToken = 4;

/** A quarter of the characters, rounded up. */
export function byCharacters(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/**
 * By script: program text at four characters a token; Chinese, Japanese and Korean at about one (tokenizers of the Qwen
 * and Llama families: 0.6 to 1.5 a character); other letters beyond ASCII at two characters a token.
 */
export function byScript(text: string): number {
  let quarters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) quarters += 1;
    else if (code < 0x1100) quarters += 2;
    else if (code >= 0xd800 && code < 0xe000) quarters += 4;
    else quarters += 4;
  }
  return Math.ceil(quarters / charactersPerToken);
}
