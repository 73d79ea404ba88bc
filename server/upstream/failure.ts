import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { EgressRefused } from './egress.ts';
import { UpstreamError } from './upstream.ts';

/** Faults of the connection, by Node's and undici's codes: the request never reached a model. */
const connectionFaults = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const certificateFault = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|HOSTNAME_MISMATCH)/;

/** What an error of the SDK or of the connection means. `begun`: text had already come. */
export function upstreamFailure(error: unknown, signal: AbortSignal, begun: boolean): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted || error instanceof APIUserAbortError) return new UpstreamError('aborted');
  if (begun) return new UpstreamError(error instanceof SyntaxError ? 'garbled' : 'cut');
  const cause = rootCause(error);
  if (cause instanceof EgressRefused) return new UpstreamError('egress_refused');
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  if (certificateFault.test(code)) return new UpstreamError('certificate_refused');
  if (connectionFaults.has(code)) return new UpstreamError('unreachable');
  if (error instanceof APIConnectionError) return new UpstreamError('unreachable');
  if (error instanceof APIError && error.status !== undefined) return statusFailure(error);
  if (error instanceof APIError) return new UpstreamError('server_error');
  return new UpstreamError('garbled');
}

function statusFailure(error: APIError): UpstreamError {
  const status = error.status as number;
  if (status === 401 || status === 403) return new UpstreamError('refused_key', { status });
  if (status === 404) return new UpstreamError('model_unknown', { status });
  if (status === 429 || status === 503) {
    const after = Number((error.headers as Headers | undefined)?.get('retry-after'));
    return new UpstreamError('overloaded', { status, retryAfter: after > 0 && after <= 60 ? Math.ceil(after) : null });
  }
  if (status >= 500) return new UpstreamError('server_error', { status });
  // Read for one thing only and never passed on: servers repeat what they were asked.
  const contextExceeded = /context[ _](length|size|window)/i.test(`${error.code} ${error.message}`);
  return new UpstreamError(contextExceeded ? 'context_exceeded' : 'request_refused', { status });
}

function rootCause(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause !== undefined; depth++) cause = cause.cause;
  return cause;
}
