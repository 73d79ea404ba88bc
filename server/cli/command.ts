import type { Command as Commander } from 'commander';

/** Exit codes of every command (see docs/architecture.md). */
export const exit = { done: 0, failed: 1, usage: 2, findings: 3 } as const;

/** Adds its command to the program. Loads what it needs inside the action, so that `--help` stays quick. */
export type Command = (program: Commander) => void;

/**
 * A failure in words for the person at the terminal: what happened, and the mend on a line of its own.
 * `main.ts` prints it without a stack and exits with 1 (or 2 for `usage`).
 */
export class CommandError extends Error {
  readonly mend: string | undefined;
  readonly exitCode: number;
  constructor(message: string, options: { mend?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CommandError';
    this.mend = options.mend;
    this.exitCode = options.exitCode ?? exit.failed;
  }
}
