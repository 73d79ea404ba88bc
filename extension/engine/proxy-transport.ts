import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { Agent, fetch as undiciFetch } from 'undici';
import type { PolicyDocument } from '../../server/policy/schema.ts';
import type { CompletionChunk, CompletionRequest, Load } from '../../server/wire/completion.ts';
import type { TelemetryBatch, TelemetryReceipt } from '../../telemetry/schema/event.ts';
import { rootCertificates } from './root-certificates.ts';
import { inEnglish, type Translate } from './translate.ts';
import { type AnswerPiece, type AnswerStream, type Transport, TransportError } from './transport.ts';

const auditIdHeader: typeof import('../../server/wire/completion.ts').auditIdHeader = 'x-intramural-audit-id';
const loadHeader: typeof import('../../server/wire/completion.ts').loadHeader = 'x-intramural-load';

/** Milliseconds to the first byte of anything; a proxy that is there answers within its own, shorter deadline. */
const longestWait = 30_000;
const connectTimeout = 5_000;

export interface ProxySettings {
  /** Scheme, host and port of the proxy. */
  origin: string;
  /** Undefined while nobody has signed in. */
  token: string | undefined;
  /** PEM of the bank's own certificate authority, beside those that the system trusts. */
  ca?: string | undefined;
  clientVersion: string;
  /** Into the reader's language, for what goes wrong. */
  translate?: Translate;
}

/**
 * The proxy over HTTP, by the official client. One connection pool of its own, which follows no redirect: the token goes
 * to the origin that it was given for, and nowhere else.
 */
export class ProxyTransport implements Transport {
  readonly #client: OpenAI;
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #signedIn: boolean;
  readonly #t: Translate;

  constructor({ origin, token, ca, clientVersion, translate = inEnglish }: ProxySettings) {
    this.#t = translate;
    this.#origin = origin;
    this.#signedIn = token !== undefined;
    this.#agent = new Agent({
      connect: { timeout: connectTimeout, ...(ca === undefined ? {} : { ca: [...rootCertificates(), ca] }) },
      headersTimeout: longestWait,
      bodyTimeout: longestWait,
      keepAliveTimeout: 60_000,
    });
    this.#client = new OpenAI({
      baseURL: `${origin}/v1`,
      apiKey: token ?? 'none',
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: longestWait,
      logLevel: 'off',
      defaultHeaders: {
        'user-agent': `intramural-editor/${clientVersion}`,
        // The client's own platform headers are nobody's business.
        ...Object.fromEntries(platformHeaders.map(name => [name, null])),
      },
      fetch: (url, init) => this.#fetch(String(url), init),
    });
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<AnswerStream> {
    return this.#translate(async () => {
      const { data, response } = await this.#client.completions
        .create({ ...request, stream: true } as OpenAI.CompletionCreateParamsStreaming, { signal })
        .withResponse();
      const load: Load = response.headers.get(loadHeader) === 'idle' ? 'idle' : 'busy';
      return { auditId: response.headers.get(auditIdHeader), load, pieces: this.#pieces(data, signal) };
    });
  }

  policy(signal: AbortSignal): Promise<PolicyDocument> {
    return this.#translate(async () => readPolicy(await this.#client.get('/policy', { signal }), this.#t));
  }

  models(signal: AbortSignal): Promise<string[]> {
    return this.#translate(async () => {
      const ids = (await this.#client.models.list({ signal })).data.map(model => model.id);
      if (ids.length === 0) throw new TransportError('bad-answer', this.#t('{0} serves no model.', this.#origin));
      return ids;
    });
  }

  telemetry(batch: TelemetryBatch, signal: AbortSignal): Promise<TelemetryReceipt> {
    return this.#translate(() => this.#client.post('/telemetry', { body: batch, signal }));
  }

  /** Anything of the proxy that asks for the token: `path` begins with `/`. @throws {TransportError} */
  post<T>(path: string, body: object, signal: AbortSignal): Promise<T> {
    return this.#translate(() => this.#client.post(`${this.#origin}${path}`, { body, signal }));
  }

  dispose(): void {
    void this.#agent.destroy();
  }

  async *#pieces(chunks: AsyncIterable<unknown>, signal: AbortSignal): AsyncIterable<AnswerPiece> {
    try {
      for await (const chunk of chunks as AsyncIterable<CompletionChunk>) {
        const choice = chunk.choices?.[0];
        yield {
          text: choice?.text ?? '',
          finish: choice?.finish_reason ?? null,
          meta: chunk.intramural,
          confidence: chunk.confidence,
        };
      }
    } catch (error) {
      if (signal.aborted) return;
      throw this.#asTransportError(error);
    }
  }

  async #fetch(url: string, init: RequestInit | undefined): Promise<Response> {
    if (!url.startsWith(`${this.#origin}/`))
      throw new TransportError('bad-answer', `${url} is not on ${this.#origin}.`);
    const response = await undiciFetch(url, {
      ...(init as object),
      redirect: 'manual',
      dispatcher: this.#agent,
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new TransportError(
        'bad-answer',
        this.#t('{0} sends us elsewhere. Set intramural.proxyUrl to the address of the proxy itself.', this.#origin),
      );
    }
    return response as unknown as Response;
  }

  async #translate<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.#signedIn) throw new TransportError('signed-out', this.#t('Nobody is signed in at the proxy.'));
    try {
      return await ask();
    } catch (error) {
      throw this.#asTransportError(error);
    }
  }

  #asTransportError(error: unknown): TransportError {
    const own = findOwn(error);
    if (own) return own;
    if (error instanceof APIUserAbortError)
      return new TransportError('timeout', this.#t('The request was given up.'), { cause: error });
    if (error instanceof APIConnectionTimeoutError) {
      return new TransportError('timeout', this.#t('{0} took too long to answer.', this.#origin), { cause: error });
    }
    if (error instanceof APIConnectionError) return this.#connectionError(error);
    if (error instanceof APIError && error.status !== undefined) return answerError(error, this.#t);
    // The error's own words may repeat what could not be read.
    const message = this.#t('{0} gave an answer that cannot be read.', this.#origin);
    return new TransportError('bad-answer', message, { cause: error });
  }

  #connectionError(error: Error): TransportError {
    const code = causeCode(error);
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|EPROTO/.test(code)) {
      const message = this.#t(
        'The certificate of {0} is not trusted ({1}). Set intramural.caFile to the PEM file of the authority that signed it.',
        this.#origin,
        code,
      );
      return new TransportError('certificate', message, { cause: error });
    }
    const why = code || this.#t('no connection');
    return new TransportError('unreachable', this.#t('Nothing answers at {0} ({1}).', this.#origin, why), {
      cause: error,
    });
  }
}

const platformHeaders = [
  'arch',
  'lang',
  'os',
  'package-version',
  'retry-count',
  'runtime',
  'runtime-version',
  'timeout',
].map(name => `x-stainless-${name}`);

function answerError(error: APIError, t: Translate): TransportError {
  const { status } = error;
  const code = typeof error.code === 'string' ? error.code : undefined;
  const message = proxyMessage(error) ?? t('The proxy answered {0}.', String(status));
  const options = { code, cause: error, retryAfterMs: retryAfter(error.headers) };
  if (status === 401) return new TransportError('signed-out', message, options);
  if (status === 403) return new TransportError('forbidden', message, options);
  if (status === 429 || status === 503) return new TransportError('busy', message, options);
  if (status === 408) return new TransportError('too-late', message, options);
  if (status === 409 || status === 413 || status === 422 || status === 400)
    return new TransportError('refused', message, options);
  if (code === 'model_not_found') return new TransportError('refused', message, options);
  return new TransportError('bad-answer', message, options);
}

function proxyMessage(error: APIError): string | undefined {
  const body = error.error as { message?: unknown } | undefined;
  return typeof body?.message === 'string' ? body.message.slice(0, 500) : undefined;
}

/** In milliseconds; undefined where the proxy names no time. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function findOwn(error: unknown): TransportError | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof TransportError) return at;
  return undefined;
}

function causeCode(error: Error): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (code) return code;
  }
  return '';
}

function readPolicy(body: unknown, t: Translate): PolicyDocument {
  const document = body as Partial<PolicyDocument> | null;
  const policy = document?.policy;
  // A policy that we cannot read forbids everything.
  const readable =
    typeof document?.policy_version === 'string' &&
    Array.isArray(policy?.exclude?.paths) &&
    (policy.languages === null || Array.isArray(policy.languages)) &&
    typeof policy.completion?.max_tokens === 'number' &&
    typeof policy.completion.prompt_tokens === 'number';
  if (!readable) throw new TransportError('bad-answer', t('The proxy gave a policy that this version cannot read.'));
  return document as PolicyDocument;
}
