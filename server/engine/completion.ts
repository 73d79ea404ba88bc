import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { generate, type Outcome } from './generate.ts';
import { HttpFailure, sendJson, sendRefusal } from './http.ts';
import type { LanguageModel } from './language-model.ts';
import type { EngineRequest } from './request.ts';
import type { SequencePool } from './sequence-pool.ts';
import type { Turns } from './turn.ts';

export interface CompletionDependencies {
  model: LanguageModel;
  pool: SequencePool;
  turns: Turns;
  slice: number;
  now(): number;
  /** Seconds since 1970, for the `created` field. */
  clock(): number;
}

/** One `POST /v1/completions`. @throws {HttpFailure} while nothing has been sent yet. */
export async function complete(
  request: EngineRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
  dependencies: CompletionDependencies,
): Promise<void> {
  const { model, pool, turns, now } = dependencies;
  const receivedAt = now();
  const prompt = model.tokenize(request.prompt);
  const room = model.contextTokens - prompt.length;
  if (room < 1) {
    throw new HttpFailure(
      400,
      'context_length_exceeded',
      `The prompt has ${prompt.length} tokens, but this model's context holds ${model.contextTokens} together with the answer. Send less context.`,
      'prompt',
    );
  }
  const waits = new AbortController();
  let late = false;
  // A client that closes its connection waits for nothing any more, whether its request is waiting or at work.
  const leave = () => waits.abort();
  response.once('close', leave);
  if (response.closed || incoming.socket.destroyed) leave();
  const timer =
    request.deadlineMs === null
      ? undefined
      : setTimeout(() => {
          late = true;
          waits.abort();
        }, request.deadlineMs);
  const answer = answerFor(request, response, dependencies);
  try {
    const turn = await turns.take({ priority: request.priority, signal: waits.signal }, () =>
      generate({
        model,
        sequence: pool.pick(prompt),
        prompt,
        maxTokens: Math.min(request.maxTokens, room),
        sampling: {
          temperature: request.temperature,
          topP: request.topP,
          seed: request.seed,
          ...(request.forbidden.length > 0 ? { forbidden: request.forbidden } : {}),
          ...(request.logprobs ? { onProbability: answer.onProbability } : {}),
        },
        stops: request.stops,
        slice: dependencies.slice,
        signal: waits.signal,
        now,
        write: answer.write,
      }),
    );
    if (turn.kind === 'refused') return sendRefusal(response);
    const outcome = turn.kind === 'done' ? turn.value : null;
    if (late && !answer.begun) {
      throw new HttpFailure(408, 'deadline_exceeded', 'The deadline passed before there was any answer.', null);
    }
    if (outcome === null || (outcome.finish === 'aborted' && !late)) return void response.destroy();
    const queuedMs = now() - receivedAt - outcome.promptMs - outcome.generationMs;
    answer.end(outcome, prompt.length, queuedMs);
  } catch (error) {
    if (error instanceof HttpFailure || !answer.begun) throw error;
    // The status has gone out already: an error event, and a stream that breaks off, tell the client.
    response.write(
      `data: ${JSON.stringify(new HttpFailure(500, 'engine_failed', 'The engine failed.', null).body)}\n\n`,
    );
    response.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    response.removeListener('close', leave);
  }
}

interface Answer {
  readonly begun: boolean;
  /** Of a token whose text comes with one of the next writes. */
  onProbability(probability: number): void;
  write(text: string): void;
  end(outcome: Outcome, promptTokens: number, queuedMs: number): void;
}

function answerFor(request: EngineRequest, response: ServerResponse, dependencies: CompletionDependencies): Answer {
  const head = {
    id: `cmpl-${randomUUID()}`,
    object: 'text_completion',
    created: dependencies.clock(),
    model: dependencies.model.name,
  };
  const choice = (text: string, finish: 'stop' | 'length' | null) => [
    { index: 0, text, logprobs: logprobs(), finish_reason: finish },
  ];
  let untold: number[] = [];
  const onProbability = (probability: number): void => {
    untold.push(Math.log(probability));
  };
  /** Of the tokens since the last piece; null where nobody asked, or none came since. */
  const logprobs = () => {
    const told = untold;
    untold = [];
    return told.length === 0 ? null : { token_logprobs: told };
  };
  const finishOf = (outcome: Outcome) => (outcome.finish === 'stop' ? 'stop' : 'length');

  if (!request.stream) {
    let whole = '';
    return {
      begun: false,
      onProbability,
      write: text => {
        whole += text;
      },
      end: (outcome, promptTokens, queuedMs) =>
        sendJson(response, 200, {
          ...head,
          choices: choice(whole, finishOf(outcome)),
          usage: usageOf(outcome, promptTokens),
          timings: timingsOf(outcome, promptTokens, queuedMs),
        }),
    };
  }

  let begun = false;
  const event = (value: object) => {
    if (!begun) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      begun = true;
    }
    response.write(`data: ${JSON.stringify(value)}\n\n`);
  };
  return {
    get begun() {
      return begun;
    },
    onProbability,
    write: text => event({ ...head, choices: choice(text, null) }),
    end: (outcome, promptTokens, queuedMs) => {
      const timings = timingsOf(outcome, promptTokens, queuedMs);
      event({ ...head, choices: choice('', finishOf(outcome)), timings });
      if (request.includeUsage) event({ ...head, choices: [], usage: usageOf(outcome, promptTokens) });
      response.end('data: [DONE]\n\n');
    },
  };
}

function usageOf({ completionTokens, cachedTokens }: Outcome, promptTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}

/** Milliseconds and tokens, by the names that llama.cpp's own server uses; `queued_ms` is ours. */
function timingsOf(outcome: Outcome, promptTokens: number, queuedMs: number) {
  return {
    queued_ms: round(queuedMs),
    cache_n: outcome.cachedTokens,
    prompt_n: promptTokens - outcome.cachedTokens,
    prompt_ms: round(outcome.promptMs),
    predicted_n: outcome.completionTokens,
    predicted_ms: round(outcome.generationMs),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
