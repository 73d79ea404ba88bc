/**
 * Remembers what was found, block by block, so that the next keystroke costs a fraction. A block's result depends on its own text, on
 * what a detector sees before and after it, and on whether a key goes on from before: all that is in its name, which is a keyed digest.
 * No text is kept, only rules and places.
 */
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { insertReach } from '../detect/inserts.ts';
import { type PemState, pemStateOf, privateKeys } from '../detect/private-keys.ts';
import { type Block, blocksOf } from './blocks.ts';
import { createDigest } from './digest.ts';
import { flat } from './flat.ts';
import type { Hit } from './hit.ts';
import type { Scanner, ScanOptions } from './scanner.ts';

interface Remembered {
  /** Places relative to the start of the block. Not yet disjoint. */
  hits: Hit[];
  pem: PemState;
}

/** Blocks remembered: 64 MiB of code at a kilobyte each, some 20 MiB of memory. */
const mostBlocks = 65_536;
/** How far a detector looks back and ahead, in characters: less than the shortest block. */
const reach = 448;
/** How far rows may stand from the head of their statement, with the head itself. */
const statementReach = insertReach + 32;

export interface RememberingScanner {
  /** The hits of a document, not yet disjoint. @throws TimedOut */
  scan(text: string, options: ScanOptions): Hit[];
}

/** @param remembers false: each document is scanned whole, as a bench's baseline. */
export function createRememberingScanner(scanner: Scanner, remembers = true): RememberingScanner {
  const digest = createDigest(randomBytes(32));
  const memory = new LRUCache<string, Remembered>({ max: mostBlocks });

  return {
    scan(text, options) {
      const blocks = remembers ? blocksOf(text) : [];
      if (blocks.length < 2) {
        const keys = privateKeys(text, 0, text.length, pemStateOf(text));
        return [...scanner.scan(text, options), ...keys.hits];
      }
      const heads = headsIn(text);
      const digests = blocks.map(({ start, end }) => {
        const { from, to } = seenFrom(text, start, end, heads);
        return `${start - from} ${end - start} ${digest(text, from, to)}`;
      });
      const hits: Hit[] = [];
      let pem = pemStateOf(text);
      const kind = `${options.profile} ${options.hasKubernetesSecret} `;
      const names = (index: number, state: PemState) => `${kind}${state} ${digests[index]!}`;
      for (let index = 0; index < blocks.length; ) {
        const name = names(index, pem);
        const known = memory.get(name);
        if (known !== undefined) {
          move(known.hits, blocks[index]!.start, hits);
          pem = known.pem;
          index++;
          continue;
        }
        // Blocks that changed stand together: one scan over all of them.
        let last = index;
        const states = [pem];
        const keyHits: Hit[][] = [];
        for (; last < blocks.length; last++) {
          if (last > index && memory.has(names(last, states[last - index]!))) break;
          const { start, end } = blocks[last]!;
          const keys = privateKeys(text, start, end, states[last - index]!);
          keyHits.push(keys.hits);
          states.push(keys.state);
        }
        const found = scanBlocks(scanner, text, blocks.slice(index, last), heads, options);
        for (let one = index; one < last; one++) {
          const own = [...found[one - index]!, ...keyHits[one - index]!];
          const { start } = blocks[one]!;
          memory.set(names(one, states[one - index]!), { hits: move(own, -start, []), pem: states[one - index + 1]! });
          hits.push(...own);
        }
        pem = states[last - index]!;
        index = last;
      }
      return hits;
    },
  };
}

/** Where statements begin whose rows are read by a head far above them: `INSERT INTO t (name, password) VALUES …`. In order. */
function headsIn(text: string): number[] {
  if (!text.includes('nsert into ') && !text.includes('NSERT INTO ')) return [];
  return Array.from(text.matchAll(/insert into /gi), ({ index }) => index);
}

/** What a scan of the text from `start` to `end` reads. A value that begins there may go on to the end of its line. */
function seenFrom(text: string, start: number, end: number, heads: readonly number[]): { from: number; to: number } {
  let from = Math.max(0, start - reach);
  for (const head of heads) {
    if (head >= from) break;
    if (start - head <= statementReach) {
      from = head;
      break;
    }
  }
  const to = end + reach;
  if (to >= text.length) return { from, to: text.length };
  const lineEnd = text.indexOf('\n', to);
  return { from, to: lineEnd < 0 ? text.length : lineEnd };
}

/** Scans blocks that stand together, with what stands around them, and deals out what was found. */
function scanBlocks(
  scanner: Scanner,
  text: string,
  blocks: Block[],
  heads: readonly number[],
  options: ScanOptions,
): Hit[][] {
  const { from, to } = seenFrom(text, blocks[0]!.start, blocks[blocks.length - 1]!.end, heads);
  const found = scanner.scan(flat(text.slice(from, to)), options);
  const dealt: Hit[][] = blocks.map(() => []);
  for (const hit of move(found, from, [])) {
    const index = blocks.findIndex(block => hit.start >= block.start && hit.start < block.end);
    if (index >= 0) dealt[index]!.push(hit);
  }
  return dealt;
}

function move(hits: readonly Hit[], by: number, into: Hit[]): Hit[] {
  for (const hit of hits) {
    const moved: Hit = { ...hit, start: hit.start + by, end: hit.end + by };
    if (hit.parts !== undefined) moved.parts = hit.parts.map(([start, end]) => [start + by, end + by]);
    into.push(moved);
  }
  return into;
}
