import { type Ended, type Picked, UpstreamError } from '../upstream/upstream.ts';
import type { FinishReason } from '../wire/completion.ts';
import type { Answer } from './answer.ts';
import { interrupted } from './interrupted.ts';
import type { Decided } from './ledger.ts';
import type { Life } from './life.ts';
import type { Prompt } from './render.ts';
import type { TextStep } from './text-step.ts';
import { upstreamRefusal } from './upstream-refusal.ts';

export interface Streamed extends Decided {
  finish: FinishReason;
  usage: Omit<Ended, 'finish'>;
}

/** What is known of a stream while it runs; read by the record when it has ended in whatever way. */
export interface Progress {
  /** When the model was asked and when its first text came, on the clock of `now`; null before. */
  askedAt: number | null;
  firstTextAt: number | null;
  /** When the model had stopped for good. */
  stoppedAt: number | null;
  /** As the model gave it, and as it was sent on. */
  raw: string;
  sent: string;
}

export interface StreamOptions {
  picked: Picked;
  prompt: Prompt;
  life: Life;
  steps: TextStep;
  answer: Answer;
  progress: Progress;
  /** Writes the start record; awaited before the first text leaves. */
  begin(): Promise<void>;
  now(): number;
}

/** Characters of one answer after which the model is stopped: tokens of code are seldom longer than 16. */
const charactersPerToken = 32;

/**
 * Asks the model and passes its words on through the steps, none before the start record is durable. What breaks before the
 * first word is an error with a status; what breaks later ends the stream with what is complete.
 * @throws {Refusal}
 */
export async function stream(options: StreamOptions): Promise<Streamed> {
  const { picked, prompt, life, steps, answer, progress, now } = options;
  progress.askedAt = now();
  const words = picked.complete(life.signal);
  // The model works while the record is written, and before its digests are reckoned.
  let next = words.next();
  next.catch(() => undefined);
  await new Promise(setImmediate);
  const recorded = options.begin();
  recorded.catch(() => life.end('unrecorded'));

  const confidence = () => prompt.ask.likelihood?.mean ?? undefined;
  const pass = async (text: string) => {
    if (text === '') return;
    await recorded;
    if (life.endedBy !== null) return;
    progress.sent += text;
    await answer.text(text, confidence());
  };

  try {
    let ended: Ended | null = null;
    while (ended === null) {
      const { value, done } = await next;
      if (done) {
        ended = value;
        break;
      }
      progress.firstTextAt ??= now();
      progress.raw += value;
      await pass(steps.push(value));
      if (life.endedBy !== null) throw new UpstreamError('aborted');
      if (steps.over || progress.raw.length > prompt.ask.maxTokens * charactersPerToken) break;
      next = words.next();
    }
    await pass(steps.end());
    await recorded;
    if (life.endedBy !== null) throw new UpstreamError('aborted');
    const { finish, ...usage } = ended ?? { finish: 'stop' as const, ...unknownUsage };
    // A stop that the gateway found wins over a length that the server ran into meanwhile.
    if (steps.over) return { finish: 'stop', usage, decision: 'allow', reason: 'stopped_here' };
    if (ended === null) return { finish: 'length', usage, decision: 'change', reason: 'too_many_characters' };
    return { finish, usage, decision: 'allow', reason: 'ended_by_model' };
  } catch (error) {
    return await broken(error);
  } finally {
    await words.return(undefined as never);
    progress.stoppedAt = now();
  }

  async function broken(error: unknown): Promise<Streamed> {
    if (life.endedBy === null && !(error instanceof UpstreamError)) throw error;
    if (!answer.begun) {
      if (life.endedBy !== null) throw interrupted(life.endedBy);
      throw upstreamRefusal(error as UpstreamError);
    }
    // Nobody reads on, or a newer answer has taken its place.
    if (life.endedBy !== null && life.endedBy !== 'deadline' && life.endedBy !== 'shutdown')
      throw interrupted(life.endedBy);
    const rest = steps.end();
    if (rest !== '') {
      progress.sent += rest;
      await answer.text(rest, confidence());
    }
    if (life.endedBy !== null) return { finish: 'length', usage: unknownUsage, decision: 'fail', reason: life.endedBy };
    const { code } = error as UpstreamError;
    return { finish: 'stop', usage: unknownUsage, decision: 'fail', reason: `upstream_${code}` };
  }
}

const unknownUsage: Omit<Ended, 'finish'> = { promptTokens: null, completionTokens: null, cachedTokens: null };
