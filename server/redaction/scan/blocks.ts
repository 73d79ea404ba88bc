/**
 * A document as blocks of whole lines. Where a block ends is decided by the lines themselves, not by their place, so that after a
 * change, or when the window slides, all blocks but the touched ones are the same as before.
 */
export interface Block {
  start: number;
  end: number;
}

/** Characters. No block but the last is shorter than what a detector looks back or ahead. */
export const shortestBlock = 512;
const longestBlock = 2048;
/** One line in so many ends a block, once it is long enough. */
const endsOneIn = 3;

/** Characters at the end of a line that decide whether it ends a block. */
const tail = 16;

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (let line = text.indexOf('\n'); line >= 0; line = text.indexOf('\n', line + 1)) {
    const length = line + 1 - start;
    if (length < shortestBlock || (length < longestBlock && !endsBlock(text, line))) continue;
    blocks.push({ start, end: line + 1 });
    start = line + 1;
  }
  if (start < text.length) blocks.push({ start, end: text.length });
  return blocks;
}

function endsBlock(text: string, line: number): boolean {
  let hash = 0;
  for (let at = line - 1; at >= 0 && at >= line - tail; at--) {
    const unit = text.charCodeAt(at);
    if (unit === 10) break;
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return (hash >>> 4) % endsOneIn === 0;
}
