/** Milliseconds of visibility from which on a suggestion counts as seen: Cody's denominator. */
export const seenAfterMs = 750;
