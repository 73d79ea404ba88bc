const operandMayFollow =
  /(?:^|[=(,:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new))\s*$/;

/** Length of a regular expression literal at `index`; 0 where a slash divides. */
export function regularExpressionLength(text: string, index: number): number {
  if (!operandMayFollow.test(text.slice(Math.max(0, index - 20), index))) return 0;
  let inClass = false;
  for (let at = index + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1 - index;
  }
  return 0;
}
