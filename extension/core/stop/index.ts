import type { Shaping, StopRule } from '../candidate.ts';
import { stopAtBlockEnd } from './block-end.ts';
import { stopAtLastColumn } from './columns.ts';
import { stopAtNeighbourLine } from './neighbour-line.ts';
import { stopAtRepetition } from './repetition.ts';
import { stopAtSuffixStart } from './suffix-start.ts';
import { stopAtUnit } from './unit.ts';

/** Every reason to read no further. Where two rules agree on the place, the first names it. */
export const stopRules = {
  'statement-end': stopAtUnit,
  'block-end': stopAtBlockEnd,
  'suffix-start': stopAtSuffixStart,
  'neighbour-line': stopAtNeighbourLine,
  repetition: stopAtRepetition,
  'last-column': stopAtLastColumn,
} as const satisfies Record<string, StopRule>;

export type StopReason = keyof typeof stopRules;

export interface Stop {
  /** Characters of the answer to keep. */
  length: number;
  reason: StopReason;
}

/** The earliest place at which the answer holds all that is wanted; undefined while there is none. */
export function findStop(text: string, shaping: Shaping): Stop | undefined {
  let stop: Stop | undefined;
  for (const [reason, rule] of Object.entries(stopRules) as [StopReason, StopRule][]) {
    const length = rule(text, shaping);
    if (length !== undefined && (stop === undefined || length < stop.length)) stop = { length, reason };
  }
  return stop;
}
