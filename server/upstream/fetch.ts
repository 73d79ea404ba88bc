import { type Dispatcher, request } from 'undici';
import type { Egress } from './egress.ts';

/** The headers that a model server needs; whatever else a library would like to tell it about this machine stays here. */
const passedOn = ['accept', 'authorization', 'content-type', 'traceparent', 'tracestate'] as const;

/** Bytes of one answer. The longest the policy allows, 2,048 tokens in chunks of some 400 bytes, is under 1 MB. */
const mostBytes = 2_000_000;

export class AnswerTooLong extends Error {
  constructor() {
    super(`the answer is longer than ${mostBytes} bytes`);
    this.name = 'AnswerTooLong';
  }
}

/** `fetch` for the `openai` SDK, on our own dispatcher: no redirects, no proxies, no compression, a bounded answer. */
export function fetchThrough(dispatcher: Dispatcher, egress: Egress): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(String(input));
    const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'intramural' };
    const given = init.headers instanceof Headers ? init.headers : new Headers(init.headers);
    for (const name of passedOn) {
      const value = given.get(name);
      if (value !== null) headers[name] = value;
    }
    const signal = init.signal ?? null;
    const sent = request(url, {
      dispatcher,
      method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
      headers,
      body: (init.body as string | undefined) ?? null,
      signal,
    });
    const answer = await (signal === null ? sent : abortable(sent, signal));
    const { statusCode, headers: received, body } = answer;
    if (statusCode >= 300 && statusCode < 400) {
      body.on('error', () => undefined).destroy();
      throw egress.refusedRedirect(url);
    }
    return asResponse(statusCode, received, body, url);
  };
}

type Body = Dispatcher.ResponseData['body'];

/** Rejects as soon as the signal is aborted: undici itself waits until the connection, which then carries nothing, is made. */
function abortable(sent: Promise<Dispatcher.ResponseData>, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(signal.reason);
      sent.then(
        ({ body }) => body.on('error', () => undefined).destroy(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', aborted, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

/** What the SDK reads of a response. Its stream takes any async iterable, which spares a conversion for every chunk. */
function asResponse(status: number, received: Dispatcher.ResponseData['headers'], body: Body, url: URL): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
  }
  const chunks = bounded(body);
  const text = async () => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return Buffer.concat(parts).toString('utf8');
  };
  const response = {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url: url.href,
    headers,
    body: chunks,
    text,
    json: async () => JSON.parse(await text()) as unknown,
  };
  return response as unknown as Response;
}

/**
 * Takes what comes as it comes: a stream that breaks off throws away what it still holds, and what has come of an answer is
 * to be passed on.
 */
function bounded(body: Body): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  let ended = false;
  let failure: unknown;
  let wake = (): void => undefined;
  body.on('data', (chunk: Uint8Array) => {
    received += chunk.byteLength;
    if (received > mostBytes) body.destroy(new AnswerTooLong());
    else chunks.push(chunk);
    wake();
  });
  body.on('error', error => {
    failure ??= error;
    wake();
  });
  for (const event of ['end', 'close'] as const) {
    body.on(event, () => {
      ended = true;
      wake();
    });
  }
  return (async function* () {
    try {
      while (true) {
        const chunk = chunks.shift();
        if (chunk !== undefined) yield chunk;
        else if (failure !== undefined) throw failure;
        else if (ended) return;
        else {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
      }
    } finally {
      body.destroy();
    }
  })();
}
