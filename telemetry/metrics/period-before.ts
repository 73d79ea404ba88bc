/** In the query's `versus`: hold against the period of the same length before, instead of against another value. */
export const periodBefore = '(before)';
