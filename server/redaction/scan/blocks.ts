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

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== 10) {
      hash = (Math.imul(hash, 31) + unit) | 0;
      continue;
    }
    const length = at + 1 - start;
    if (length >= longestBlock || (length >= shortestBlock && (hash >>> 4) % endsOneIn === 0)) {
      blocks.push({ start, end: at + 1 });
      start = at + 1;
    }
    hash = 0;
  }
  if (start < text.length) blocks.push({ start, end: text.length });
  return blocks;
}
