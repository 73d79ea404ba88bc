/** Milliseconds between two times that the console brings its store up to the moment by itself. */
const everyMs = 20_000;

export interface HousekeepingOptions {
  catchUp: () => Promise<unknown>;
  onFailure: (what: string, error: unknown) => void;
}

/** Begins at once. Returns the way to stop, which waits for what is under way. */
export function startHousekeeping({ catchUp, onFailure }: HousekeepingOptions): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  const tick = () => {
    underWay = catchUp().catch(error => onFailure('housekeeping', error));
  };
  tick();
  const timer = setInterval(tick, everyMs);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
