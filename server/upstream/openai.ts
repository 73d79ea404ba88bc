import OpenAI from 'openai';
import type { Dispatcher } from 'undici';
import type { FinishReason } from '../wire/completion.ts';
import type { Egress } from './egress.ts';
import { type EngineLoad, readEngineLoad } from './engine-load.ts';
import { EventReader } from './events.ts';
import { upstreamFailure } from './failure.ts';
import { fetchThrough } from './fetch.ts';
import { TokenBias } from './token-bias.ts';
import { type Ask, type Ended, UpstreamError, type UpstreamState } from './upstream.ts';

/** Any server with OpenAI's `/v1/completions` that takes a raw prompt: vLLM, llama.cpp's server, SGLang, our own engine. */
export interface ServerAddress {
  /** Up to and with `/v1`. */
  url: string;
  /** What the server calls the model. */
  model: string;
  /** Null where the server asks for none. */
  key: string | null;
}

/** Milliseconds that a stream may take to end after it has named its finish, before its connection is given up. */
const lingering = 200;

export class OpenAiServer {
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #bias: TokenBias;

  constructor(address: ServerAddress, dispatcher: Dispatcher, egress: Egress) {
    this.#model = address.model;
    this.#url = address.url;
    this.#fetch = fetchThrough(dispatcher, egress);
    const { model, key } = address;
    this.#bias = new TokenBias({ root: address.url.replace(/\/v1\/?$/, ''), model, key, fetch: this.#fetch });
    // Everything that the SDK would otherwise read from environment variables is said here.
    this.#client = new OpenAI({
      baseURL: address.url,
      apiKey: address.key ?? 'none',
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: this.#fetch,
      ...(address.key === null ? { defaultHeaders: { authorization: null } } : {}),
    });
  }

  async *complete(ask: Ask, signal: AbortSignal): AsyncGenerator<string, Ended, undefined> {
    // Ours, because a stream is also given up when it has said everything, and when the gateway wants no more of it.
    const control = new AbortController();
    const abort = () => control.abort();
    signal.addEventListener('abort', abort, { once: true });
    let begun = false;
    let finish: FinishReason | null = null;
    let linger: NodeJS.Timeout | undefined;
    let drained = false;
    try {
      if (signal.aborted) throw new UpstreamError('aborted');
      const pieces = (await this.#open(ask, control.signal))[Symbol.asyncIterator]();
      const events = new EventReader();
      while (true) {
        const { value: bytes, done } = await pieces.next();
        if (done) break;
        // What came together goes on together.
        const { text, finished, usage, fault } = readEvents(events.push(bytes), ask, begun);
        if (text !== '') {
          begun = true;
          yield text;
        }
        finish ??= finished;
        if (fault !== null) throw fault;
        if (finish === null) continue;
        if (usage !== null) {
          drained = true;
          linger ??= setTimeout(abort, lingering);
          void drain(pieces).finally(() => clearTimeout(linger));
          return { finish, ...readUsage(usage) };
        }
        linger ??= setTimeout(abort, lingering);
      }
      if (signal.aborted) throw new UpstreamError('aborted');
      if (finish === null) throw new UpstreamError('cut');
      return { finish, ...noUsage };
    } catch (error) {
      if (finish !== null && !signal.aborted) return { finish, ...noUsage };
      throw upstreamFailure(error, signal, begun);
    } finally {
      signal.removeEventListener('abort', abort);
      if (!drained) {
        clearTimeout(linger);
        abort();
      }
    }
  }

  /** From the server's Prometheus page; null where it has none. @throws {UpstreamError} where it does not answer. */
  async fetchLoad(signal: AbortSignal): Promise<EngineLoad | null> {
    try {
      const answer = await this.#fetch(new URL('/metrics', this.#url), { signal });
      const page = await answer.text();
      if (answer.status >= 500) throw new UpstreamError('server_error', { status: answer.status });
      return answer.ok ? readEngineLoad(page) : null;
    } catch (error) {
      throw upstreamFailure(error, signal, false);
    }
  }

  async check(signal: AbortSignal): Promise<UpstreamState> {
    try {
      await this.#client.models.list({ signal, maxRetries: 0 });
      return 'ready';
    } catch (error) {
      const { code } = upstreamFailure(error, signal, false);
      if (code === 'refused_key') return 'refused_key';
      // It answers, though it has no list of models.
      if (code === 'model_unknown') return 'ready';
      return code === 'server_error' || code === 'overloaded' ? 'failing' : 'unreachable';
    }
  }

  /** The answer's bytes. The SDK's own stream passes each event through four generators, which costs more than all else here. */
  async #open(ask: Ask, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const bias = this.#bias.of(ask.blockedTerms ?? []);
    const asked = this.#client.completions.create(
      {
        model: ask.adapter ?? this.#model,
        prompt: ask.prompt,
        max_tokens: ask.maxTokens,
        temperature: ask.temperature,
        ...(ask.topP === null ? {} : { top_p: ask.topP }),
        ...(ask.seed === null ? {} : { seed: ask.seed }),
        ...(ask.frequencyPenalty === null ? {} : { frequency_penalty: ask.frequencyPenalty }),
        ...(ask.presencePenalty === null ? {} : { presence_penalty: ask.presencePenalty }),
        ...(ask.stop.length === 0 ? {} : { stop: [...ask.stop] }),
        ...(ask.likelihood === null ? {} : { logprobs: 1 }),
        ...(bias === null ? {} : { logit_bias: { ...bias } }),
        stream: true,
        stream_options: { include_usage: true },
      },
      {
        signal,
        maxRetries: 0,
        // The signal carries the deadline; the SDK's own timer only must not come before it.
        timeout: 600_000,
        ...(ask.traceparent === null ? {} : { headers: { traceparent: ask.traceparent } }),
      },
    );
    return (await asked.asResponse()).body as unknown as AsyncIterable<Uint8Array>;
  }
}

interface Chunk {
  choices: { text?: unknown; finish_reason?: unknown; logprobs?: unknown }[];
  usage?: OpenAI.CompletionUsage | null;
  error?: unknown;
}

interface Read {
  text: string;
  finished: FinishReason | null;
  usage: OpenAI.CompletionUsage | null;
  /** What ends the answer, after its text. */
  fault: UpstreamError | null;
}

/** What some events say together. `begun`: the answer had text before. */
function readEvents(events: readonly string[], { likelihood }: Ask, begun: boolean): Read {
  const read: Read = { text: '', finished: null, usage: null, fault: null };
  try {
    for (const data of events) {
      if (data.startsWith('[DONE]')) continue;
      const chunk = JSON.parse(data) as Chunk;
      if (chunk?.error) throw new UpstreamError(begun || read.text !== '' ? 'cut' : 'server_error');
      const { text, finished } = readChunk(chunk);
      likelihood?.add(logarithmsOf(chunk));
      read.text += text;
      read.finished ??= finished;
      read.usage = chunk.usage ?? read.usage;
    }
  } catch (error) {
    read.fault = error instanceof UpstreamError ? error : new UpstreamError('garbled');
  }
  return read;
}

/** Servers differ: the last chunk has text or none, `choices` or none, and its reason may be one of their own. */
function readChunk(chunk: Chunk): { text: string; finished: FinishReason | null } {
  if (!Array.isArray(chunk?.choices)) throw new UpstreamError('garbled');
  const choice = chunk.choices[0];
  if (choice === undefined) return { text: '', finished: null };
  const text = choice.text ?? '';
  if (typeof text !== 'string') throw new UpstreamError('garbled');
  const reason = choice.finish_reason;
  if (reason === null || reason === undefined || reason === '') return { text, finished: null };
  return { text, finished: reason === 'length' ? 'length' : 'stop' };
}

/** Of the chosen tokens: vLLM lists them as OpenAI's text completions did, llama.cpp's server as its chat does. */
function logarithmsOf(chunk: Chunk): unknown[] {
  const said = chunk.choices[0]?.logprobs as { token_logprobs?: unknown; content?: unknown } | null | undefined;
  if (Array.isArray(said?.token_logprobs)) return said.token_logprobs;
  if (!Array.isArray(said?.content)) return [];
  return said.content.map((token: { logprob?: unknown } | null) => token?.logprob);
}

function readUsage(usage: OpenAI.CompletionUsage): Omit<Ended, 'finish'> {
  return {
    promptTokens: asCount(usage.prompt_tokens),
    completionTokens: asCount(usage.completion_tokens),
    cachedTokens: asCount(usage.prompt_tokens_details?.cached_tokens),
  };
}

function asCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

const noUsage: Omit<Ended, 'finish'> = { promptTokens: null, completionTokens: null, cachedTokens: null };

/** Lets a stream that has said everything run out, so that its connection can serve again. */
async function drain(chunks: AsyncIterator<unknown>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch {
    // The answer is complete: how its connection ends is of no account.
  }
}
