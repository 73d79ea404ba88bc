/**
 * A model without weights: it copies what follows the longest match of the prompt's last tokens, up to the line's end.
 * Its answer gets better when the context does, and the same prompt always gives the same answer.
 */
export function copiedLine(prompt: string): string {
  const tokens = [...prompt.matchAll(/\w+|\n|[^\s\w]/g)].map(match => ({
    text: match[0],
    end: match.index + match[0].length,
  }));
  const last = tokens.length - 1;
  let longest = 0;
  let from = -1;
  for (let at = last - 1; at >= 0; at--) {
    let length = 0;
    while (length < longestMatch && at - length >= 0 && tokens[at - length]!.text === tokens[last - length]!.text)
      length++;
    if (length > longest) {
      longest = length;
      from = tokens[at]!.end;
    }
  }
  if (from < 0) return '';
  const rest = prompt.slice(from).trimStart();
  const end = rest.indexOf('\n');
  return (end < 0 ? rest : rest.slice(0, end)).trim();
}

const longestMatch = 64;

/** 1 for equal texts, 0 where every character must change (Levenshtein over the longer length). */
export function editSimilarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return 1 - row[b.length]! / longer;
}
