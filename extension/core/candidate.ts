import type { Evidence } from './evidence.ts';
import type { Situation } from './situation.ts';

/** A suggestion in the making: what a full accept inserts, and how much of the line after the cursor it overwrites. */
export interface Candidate {
  text: string;
  /** UTF-16 units. */
  replaceSuffixLength: number;
}

/** What shaping knows beside the text of the answer. */
export interface Shaping {
  situation: Situation;
  /** The decision that was taken before asking. */
  multiline: boolean;
  /** No more text will come: the last line is whole. */
  ended: boolean;
  /** Absent where nothing is known beside the text. */
  evidence?: Evidence;
}

/** Returns the candidate, changed or as it was; null to drop it. */
export type Filter = (candidate: Candidate, shaping: Shaping) => Candidate | null;

/** Returns how many characters of the text to keep once the answer holds all that is wanted; undefined to read on. */
export type StopRule = (text: string, shaping: Shaping) => number | undefined;
