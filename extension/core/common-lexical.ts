import { commonBrackets, type Lexical, type StringRule } from './lexical.ts';

/** What many languages have in common; packs name it instead of repeating it. */

export const doubleQuoted: StringRule = { open: '"', close: '"', escape: 'backslash', multiline: false };
export const singleQuoted: StringRule = { open: "'", close: "'", escape: 'backslash', multiline: false };

export const cLike: Lexical = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  strings: [doubleQuoted, singleQuoted],
  brackets: commonBrackets,
};

/** A line that goes on with the block before it, in languages with braces. */
export const continuesBraceBlock = /^(?:\}\s*)?(?:else|catch|finally)\b/;

/** A call on the result of the line before, or an operator that needs a left operand. */
export const continuesBraceStatement = /^(?:\??\.[\p{L}_]|&&|\|\||\?\?|[?:+]\s)/u;
