/** Time for one request, looked at every so often; running out is an error that the redactor turns into a refusal. */
export class TimedOut extends Error {
  constructor() {
    super('redaction ran out of time');
    this.name = 'TimedOut';
  }
}

/** Characters of work between two looks at the clock. */
const workBetweenLooks = 8192;

export class Budget {
  private work = 0;
  private readonly deadline: number;
  private readonly now: () => number;

  /** @param now milliseconds, monotone. */
  constructor(now: () => number, timeoutMs: number) {
    this.now = now;
    this.deadline = now() + timeoutMs;
  }

  /** @throws TimedOut */
  spend(characters: number): void {
    this.work += characters;
    if (this.work < workBetweenLooks) return;
    this.work = 0;
    if (this.now() > this.deadline) throw new TimedOut();
  }
}
