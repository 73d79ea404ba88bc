import { megabytes } from './failure.ts';

/** Tells a person how the fetching of a model goes. */
export interface ModelReporter {
  say(line: string): void;
  /** The state of one transfer. `total` is null where the source does not tell it. */
  progress(done: number, total: number | null): void;
  /** The transfer ended, well or not. */
  end(): void;
}

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const rules = {
  /** Milliseconds between two drawings of the bar. */
  redraw: 100,
  /** Milliseconds between two lines where there is no terminal. */
  line: 10_000,
  /** Width of the bar in columns. */
  bar: 28,
  /** Milliseconds of transfer before a rate is worth telling. */
  rate: 1_000,
} as const;

/** A bar that redraws itself on a terminal; elsewhere (CI, log files) a line now and then. */
export function createReporter(out: Terminal, now: () => number = () => performance.now()): ModelReporter {
  const live = out.isTTY === true;
  let startedAt = 0;
  let startedFrom = 0;
  let toldAt: number | null = null;
  let drawn = false;

  const erase = () => {
    if (drawn) out.write('\r\u001b[K');
    drawn = false;
  };
  const state = (done: number, total: number | null) => {
    const seconds = (now() - startedAt) / 1000;
    const rate = seconds * 1000 >= rules.rate ? (done - startedFrom) / seconds : 0;
    const amount = total === null ? megabytes(done) : `${megabytes(done)} of ${megabytes(total)}`;
    const speed = rate > 0 ? `, ${megabytes(rate)}/s` : '';
    const left = rate > 0 && total !== null && total > done ? `, ${duration((total - done) / rate)} left` : '';
    return `${amount}${speed}${left}`;
  };

  return {
    say(line) {
      erase();
      out.write(`${line}\n`);
    },
    progress(done, total) {
      if (toldAt === null) {
        startedAt = now();
        startedFrom = done;
        // On paper the first line comes after a while: short transfers need none.
        toldAt = live ? Number.NEGATIVE_INFINITY : startedAt;
      }
      if (now() - toldAt < (live ? rules.redraw : rules.line) && !(live && done === total)) return;
      toldAt = now();
      const share = total ? Math.min(1, done / total) : 0;
      const percent = total ? `${Math.floor(share * 100)} %  ` : '';
      if (!live) {
        out.write(`  ${percent}${state(done, total)}\n`);
        return;
      }
      const filled = Math.round(share * rules.bar);
      const bar = total ? `[${'#'.repeat(filled)}${'.'.repeat(rules.bar - filled)}] ` : '';
      out.write(`\r\u001b[K  ${`${bar}${percent}${state(done, total)}`.slice(0, (out.columns ?? 80) - 3)}`);
      drawn = true;
    },
    end() {
      if (drawn) out.write('\n');
      drawn = false;
      toldAt = null;
    },
  };
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** For callers that want no word of it. */
export const silent: ModelReporter = { say() {}, progress() {}, end() {} };
