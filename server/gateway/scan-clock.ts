/**
 * A clock for the scan's bound in time. It is looked at every few thousand characters, which take well under a millisecond:
 * when far more has passed between two looks, the machine has given the core to somebody else, and that is no reason to
 * refuse a request. So no stretch between two looks counts for more than `most` milliseconds.
 */
export function scanClock(now: () => number, most: number): () => number {
  let last = now();
  let counted = 0;
  return () => {
    const time = now();
    counted += Math.min(time - last, most);
    last = time;
    return counted;
  };
}
