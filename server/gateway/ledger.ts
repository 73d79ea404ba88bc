import type { Stage } from '../audit/fields.ts';
import type { Admission } from './admit.ts';
import type { Allowed } from './apply-policy.ts';
import type { Redacted } from './redact.ts';
import { Refusal } from './refusal.ts';
import type { Prompt } from './render.ts';
import type { Route } from './route.ts';
import type { Streamed } from './stream.ts';

/** What each stage of one request decided and how long it took: the lines of its audit record. */

/** Words for the audit record; see the patterns in `server/audit/fields.ts`. */
export interface Decided {
  decision: 'allow' | 'deny' | 'change' | 'skip' | 'fail';
  reason: string;
}

export interface Line extends Decided {
  stage: Stage;
}

/** What each stage that can refuse hands to the next ones. */
export interface Results {
  admit: Admission;
  policy: Allowed;
  redact: Redacted;
  render: Prompt;
  route: Route;
  stream: Streamed;
}

export interface Ledger {
  readonly lines: readonly Line[];
  /** Microseconds. */
  readonly timings: Readonly<Partial<Record<Stage, number>>>;
  /** Of the stages that are through. */
  readonly results: Readonly<Partial<Results>>;
  /** The stage under way, or the last one that was. */
  readonly stage: Stage;
  /** Runs a stage and writes down what it decided; a refusal is a decision too. */
  step<S extends keyof Results>(stage: S, run: () => Results[S]): Results[S];
  stepAsync<S extends keyof Results>(stage: S, run: () => Promise<Results[S]>): Promise<Results[S]>;
  note(stage: Stage, line: Decided): void;
}

export function openLedger(now: () => number): Ledger {
  const lines: Line[] = [];
  const timings: Partial<Record<Stage, number>> = {};
  const results: Partial<Results> = {};
  let current: Stage = 'authenticate';

  const enter = (stage: Stage): number => {
    current = stage;
    return now();
  };
  const leave = (stage: Stage, enteredAt: number, { decision, reason }: Decided) => {
    timings[stage] = micros(now() - enteredAt);
    lines.push({ stage, decision, reason });
  };
  const succeed = <S extends keyof Results>(stage: S, enteredAt: number, result: Results[S]): Results[S] => {
    leave(stage, enteredAt, result);
    results[stage] = result;
    return result;
  };
  const fail = (stage: Stage, enteredAt: number, error: unknown): unknown => {
    const line = error instanceof Refusal ? (['deny', error.code] as const) : (['fail', 'internal'] as const);
    leave(stage, enteredAt, { decision: line[0], reason: line[1] });
    return error;
  };

  return {
    lines,
    timings,
    results,
    get stage() {
      return current;
    },
    step: (stage, run) => {
      const enteredAt = enter(stage);
      try {
        return succeed(stage, enteredAt, run());
      } catch (error) {
        throw fail(stage, enteredAt, error);
      }
    },
    stepAsync: async (stage, run) => {
      const enteredAt = enter(stage);
      try {
        return succeed(stage, enteredAt, await run());
      } catch (error) {
        throw fail(stage, enteredAt, error);
      }
    },
    note: (stage, { decision, reason }) => lines.push({ stage, decision, reason }),
  };
}

/** Whole microseconds of a span in milliseconds. */
export function micros(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000));
}
