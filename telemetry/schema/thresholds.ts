/** Milliseconds of visibility from which on a suggestion counts as seen: Cody's denominator. */
export const seenAfterMs = 750;
/** Milliseconds over which a client sums up the characters that were entered, before it tells of them. */
export const enteredWindowMs = 300_000;
