import { setTimeout as sleep } from 'node:timers/promises';
import { decodeRecord, readHead } from './records.ts';
import type { SegmentView } from './segment-view.ts';
import { tileWidth } from './tiles.ts';

/**
 * What says that records were deleted is a record itself, and is deleted in its turn. So the record of each deletion tells
 * again what the records of that segment told: what is gone stays said, however long a log lives.
 */

/** Runs of records, from the first index to the first one after it. */
export interface Range {
  from: number;
  to: number;
}

/** Milliseconds between two bundles: a whole segment is looked through beside the writer, and nobody waits for it. */
const pauseMs = 1;

/** The same records in as few ranges as can be, in order. */
export function mergedRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What the records of a segment say was deleted. Believes the log alone: a file that is missing is no deletion. */
export async function deletionsToldIn(view: SegmentView): Promise<Range[]> {
  const told: Range[] = [];
  const end = view.first + view.count;
  for (let at = view.first; at < end; at += tileWidth) {
    for (const entry of await view.read(at, Math.min(end, at + tileWidth))) {
      if (readHead(entry)?.kind !== 'segment.deleted') continue;
      const record = decodeRecord(entry);
      if (record.kind === 'segment.deleted') told.push({ from: record.from, to: record.to }, ...(record.earlier ?? []));
    }
    await sleep(pauseMs);
  }
  return mergedRanges(told);
}
