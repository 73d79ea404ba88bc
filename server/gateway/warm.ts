import type { Redactor } from '../redaction/redaction.ts';

/** Milliseconds and rounds after which the compiler has seen enough. */
const enough = { milliseconds: 400, rounds: 40 } as const;

/** A page of code with one of each shape that a scan looks at twice; nothing in it is real. */
const sample = Array.from(
  { length: 60 },
  (_, line) =>
    `  private final String key${line} = "aB3${line}xYz90Qw"; // https://user:pw${line}@host.example/p?id=${line * 7919}\n`,
).join('');

/**
 * Runs the scan over a sample before the first request comes: a scan has a bound in time and is refused past it, and code that
 * has not been compiled yet takes ten times as long.
 */
export function warm(redactor: Redactor, now: () => number): void {
  const until = now() + enough.milliseconds;
  for (let round = 0; round < enough.rounds && now() < until; round++) {
    redactor.redact({
      prefix: sample,
      suffix: sample,
      path: 'src/Sample.java',
      language: 'java',
      repository: 'sample',
      user: '',
      context: [{ kind: 'sample', path: 'src/Other.java', language: 'java', text: sample }],
    });
  }
}
