import { limits } from './limits.ts';

/** Tokens of a prompt that are evaluated in one go with so many threads: about as long whatever their number. */
export function sliceFor(threads: number): number {
  return Math.min(limits.largestSlice, limits.slice * threads);
}
