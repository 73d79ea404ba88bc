import type { Redactor } from '../redaction/redaction.ts';

/** Milliseconds and rounds after which the compiler has seen enough. */
const enough = { milliseconds: 400, rounds: 40 } as const;

/** A page of code with one of each shape that a scan looks at twice; nothing in it is real, and no two rounds are the same. */
function sample(round: number): string {
  return Array.from(
    { length: 60 },
    (_, line) =>
      `  private final String key${round}_${line} = "aB3${line}xYz${round}"; // https://u:p${line}@host.example/?id=${line * round}\n`,
  ).join('');
}

/**
 * Runs the scan over a sample before the first request comes: a scan has a bound in time and is refused past it, and code that
 * has not been compiled yet takes ten times as long.
 */
export function warm(redactor: Redactor, now: () => number): void {
  const until = now() + enough.milliseconds;
  for (let round = 0; round < enough.rounds && now() < until; round++) {
    const code = sample(round);
    redactor.redact({
      prefix: code,
      suffix: code,
      path: 'src/Sample.java',
      language: 'java',
      repository: 'sample',
      user: '',
      context: [{ kind: 'sample', path: 'src/Other.java', language: 'java', text: code }],
    });
  }
}
