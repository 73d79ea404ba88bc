import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { SourceFailure } from './failure.ts';
import type { PartialFile } from './partial-file.ts';

const rules = {
  redirects: 5,
  /** Milliseconds to connect, and of silence after which a transfer counts as broken off. */
  connect: 10_000,
  silence: 30_000,
  /** Milliseconds before a transfer that broke off goes on. */
  pause: 1_000,
} as const;

export interface DownloadOptions {
  url: URL;
  partial: PartialFile;
  /** Size of the file where it is pinned. */
  bytes: number | null;
  progress(done: number, total: number | null): void;
  sleep(ms: number): Promise<void>;
  /** How to connect; default: directly, or as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
  dispatcher?: Dispatcher | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches what is still missing of the file. A transfer that breaks off goes on where it stood, as long as each try brings
 * something.
 * @throws {SourceFailure} in words without credentials.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const own = options.dispatcher ? null : new EnvHttpProxyAgent({ connect: { timeout: rules.connect } });
  const validator: Validator = { value: null };
  try {
    while (true) {
      const before = options.partial.bytes;
      try {
        if ((await attempt(options, options.dispatcher ?? own!, validator)) === 'whole') return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!isNetworkError(error)) throw error;
        if (options.partial.bytes <= before) throw new SourceFailure(networkReason(error), { cause: error });
      }
      await options.sleep(rules.pause);
    }
  } finally {
    await own?.destroy();
  }
}

/** ETag or date of the file that the first answer came from: what follows must belong to the same. */
interface Validator {
  value: string | null;
}

async function attempt(options: DownloadOptions, dispatcher: Dispatcher, validator: Validator) {
  const { partial } = options;
  if (options.bytes !== null && partial.bytes === options.bytes) return 'whole';
  const { response, from } = await open(options, dispatcher, validator);
  const { headers, body } = response;
  // Whatever goes wrong, the connection must not stay open behind our back.
  body.on('error', () => undefined);
  try {
    if (response.statusCode === 416) {
      await partial.restart();
      return 'more';
    }
    if (response.statusCode !== 200 && response.statusCode !== 206) throw refusal(response.statusCode);
    if (headers['content-type']?.toString().startsWith('text/html')) {
      throw new SourceFailure('it gives a web page instead of the file (a sign-in or a block page)');
    }
    const total = totalOf(headers, response.statusCode, from);
    if (total !== null && options.bytes !== null && total !== options.bytes) {
      throw new SourceFailure(`it is another file: ${total} bytes instead of the pinned ${options.bytes}`);
    }
    if (response.statusCode === 200 && partial.bytes > 0) await partial.restart();
    validator.value = validatorOf(headers);
    options.progress(partial.bytes, total);
    for await (const chunk of body) {
      await partial.append(chunk as Buffer);
      options.progress(partial.bytes, total);
    }
    return total === null || partial.bytes >= total ? 'whole' : 'more';
  } finally {
    body.destroy();
  }
}

/** Follows redirects, as hubs send files from a store of their own; never from https to http, credentials never elsewhere. */
async function open(options: DownloadOptions, dispatcher: Dispatcher, validator: Validator) {
  let url = options.url;
  const from = options.partial.bytes;
  for (let hop = 0; hop <= rules.redirects; hop++) {
    const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'intramural' };
    if (url.username && url.origin === options.url.origin) headers.authorization = basic(url);
    if (from > 0) {
      headers.range = `bytes=${from}-`;
      if (validator.value !== null) headers['if-range'] = validator.value;
    }
    const response = await request(withoutCredentials(url), {
      dispatcher,
      headers,
      headersTimeout: rules.silence,
      bodyTimeout: rules.silence,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const { location } = response.headers;
    if (response.statusCode < 300 || response.statusCode > 399 || typeof location !== 'string')
      return { response, from };
    response.body.on('error', () => undefined).destroy();
    const next = new URL(location, url);
    if (next.protocol !== 'https:' && next.protocol !== url.protocol) {
      throw new SourceFailure(`it redirects from ${url.protocol}// to ${next.protocol}//, which is not followed`);
    }
    // A redirect within the origin keeps the credentials of the address that was given.
    if (next.origin === options.url.origin && !next.username) {
      next.username = options.url.username;
      next.password = options.url.password;
    }
    url = next;
  }
  throw new SourceFailure(`it redirects more than ${rules.redirects} times`);
}

function totalOf(headers: IncomingHttpHeaders, status: number, from: number): number | null {
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
    if (!range || Number(range[1]) !== from)
      throw new SourceFailure('it answers with another part than the one asked for');
    return Number(range[2]);
  }
  const length = headers['content-length'];
  return length === undefined ? null : Number(length);
}

/** A weak ETag promises too little for joining parts. */
function validatorOf(headers: IncomingHttpHeaders): string | null {
  const { etag } = headers;
  if (etag && !etag.startsWith('W/')) return etag;
  return headers['last-modified'] ?? null;
}

function refusal(status: number): SourceFailure {
  const meaning: Record<number, string> = {
    401: 'it wants other credentials',
    403: 'it may not be fetched with these credentials',
    404: 'there is no such file',
    407: 'the proxy on the way wants credentials (see HTTPS_PROXY)',
  };
  return new SourceFailure(`the server answers ${status}${meaning[status] ? `: ${meaning[status]}` : ''}`);
}

function basic(url: URL): string {
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

/** The address as people may see it: without credentials, and without a query, which may hold a signature. */
export function displayUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Words by error code. Anything else that has a code came from the network all the same. */
const networkReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here (no such host, or no way to the internet)',
  EAI_AGAIN: 'its name could not be looked up (no way to a name server)',
  ECONNREFUSED: 'nothing answers there (connection refused)',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  UND_ERR_CONNECT_TIMEOUT: `no connection within ${rules.connect / 1000} s`,
  UND_ERR_HEADERS_TIMEOUT: `no answer within ${rules.silence / 1000} s`,
  UND_ERR_BODY_TIMEOUT: `nothing came for ${rules.silence / 1000} s`,
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'it broke off',
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted here (the bank's authority goes into NODE_EXTRA_CA_CERTS)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is not trusted here (the bank's authority goes into NODE_EXTRA_CA_CERTS)",
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

function codeOf(error: unknown): string | null {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return errors?.length ? codeOf(errors[0]) : null;
}

function isNetworkError(error: unknown): boolean {
  return !(error instanceof SourceFailure) && (error as Error).name !== 'CommandError' && codeOf(error) !== null;
}

function networkReason(error: unknown): string {
  const code = codeOf(error) ?? '';
  return networkReasons[code] ?? `it can't be reached (${code})`;
}
