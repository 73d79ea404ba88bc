import type { ErrorBody } from '../wire/completion.ts';

/** Every way in which the gateway says no: the code, its status, OpenAI's type, and whether asking again helps. */
const table = {
  invalid_json: [400, 'invalid_request_error'],
  invalid_http: [400, 'invalid_request_error'],
  pipelining_refused: [400, 'invalid_request_error'],
  token_missing: [401, 'authentication_error'],
  token_unknown: [401, 'authentication_error'],
  role_missing: [403, 'permission_error'],
  language_not_allowed: [403, 'permission_error'],
  path_excluded: [403, 'permission_error'],
  content_excluded: [403, 'permission_error'],
  tier_not_allowed: [403, 'permission_error'],
  not_found: [404, 'invalid_request_error'],
  model_not_found: [404, 'invalid_request_error'],
  deadline_exceeded: [408, 'timeout_error'],
  request_timeout: [408, 'timeout_error'],
  superseded: [409, 'superseded'],
  body_too_large: [413, 'invalid_request_error'],
  prompt_too_long: [413, 'invalid_request_error'],
  unsupported_media_type: [415, 'invalid_request_error'],
  encoding_refused: [415, 'invalid_request_error'],
  invalid_field: [422, 'invalid_request_error'],
  cursor_in_secret: [422, 'redaction_error'],
  redaction_failed: [422, 'redaction_error'],
  output_blocked: [422, 'guard_error'],
  rate_limited: [429, 'rate_limit_error'],
  quota_exhausted: [429, 'rate_limit_error'],
  busy: [429, 'rate_limit_error'],
  speculative_shed: [429, 'rate_limit_error'],
  headers_too_large: [431, 'invalid_request_error'],
  /** Never sent: there is nobody to send it to. */
  client_left: [499, 'client_left'],
  internal: [500, 'server_error'],
  redaction_timed_out: [503, 'server_error'],
  audit_unavailable: [503, 'server_error'],
  console_unavailable: [503, 'server_error'],
  draining: [503, 'server_error'],
  sign_in_unavailable: [503, 'server_error'],
  policy_expired: [503, 'server_error'],
  model_starting: [503, 'server_error'],
  upstream_unreachable: [503, 'server_error'],
  upstream_overloaded: [503, 'server_error'],
  upstream_failed: [503, 'server_error'],
  upstream_misconfigured: [503, 'server_error'],
  egress_refused: [503, 'server_error'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof table;
export const refusalCodes = Object.keys(table) as RefusalCode[];

/** Where the audit record counts a refusal or failure. */
export type ErrorClass =
  | 'request'
  | 'identity'
  | 'policy'
  | 'redaction'
  | 'upstream'
  | 'egress'
  | 'guard'
  | 'audit'
  | 'internal';

export interface RefusalOptions {
  /** The field of the request that is at fault. */
  param?: string;
  /** Seconds after which asking again makes sense. */
  retryAfter?: number;
  errorClass?: ErrorClass;
}

/** Seconds, where a refusal is for a while and nobody knows better. */
const defaultRetryAfter = 1;

/** Ends a request early with a clear answer. The message is for people and says what to do; it never repeats their text. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly retryAfter: number | null;
  readonly errorClass: ErrorClass;

  constructor(code: RefusalCode, message: string, options: RefusalOptions = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    [this.status, this.type] = table[code];
    this.param = options.param ?? null;
    this.retryAfter = this.status === 429 || this.status === 503 ? (options.retryAfter ?? defaultRetryAfter) : null;
    this.errorClass = options.errorClass ?? 'request';
  }

  body(): ErrorBody {
    return { error: { message: this.message, type: this.type, code: this.code, param: this.param } };
  }

  headers(): Record<string, string> {
    return {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      // OpenAI's clients ask again after 408 and 409 by themselves: nobody waits for those answers any more.
      'x-should-retry': this.retryAfter === null ? 'false' : 'true',
      ...(this.retryAfter === null ? {} : { 'retry-after': String(this.retryAfter) }),
      ...(this.status === 401 ? { 'www-authenticate': 'Bearer realm="intramural"' } : {}),
    };
  }
}
