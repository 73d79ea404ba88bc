/**
 * The wire between editors and the proxy: OpenAI's text completion, with one optional object, `intramural`.
 * Types only, so that the extension may share them without taking any code of the server along.
 */

export type Priority = 'interactive' | 'speculative';
export type Trigger = 'automatic' | 'manual';

/** One piece of context beside the document itself. Order is the order in which it stands in the prompt. */
export interface ContextItem {
  kind: string;
  /** Relative to the workspace, with `/`. */
  path: string;
  language: string;
  text: string;
}

/** What an Intramural client adds to a standard request. Every field may be absent: any OpenAI client works. */
export interface IntramuralRequest {
  /** Made by the client (UUIDv7); telemetry and audit meet in it. */
  request_id?: string;
  client_session_id?: string;
  priority?: Priority;
  document?: { language?: string; path?: string; repository?: string };
  context?: ContextItem[];
  trigger?: Trigger;
  /** Milliseconds from receipt after which nobody waits for the answer any more. */
  deadline_ms?: number;
  /** Asks for `confidence` beside the text. */
  confidence?: boolean;
}

/** `POST /v1/completions`. */
export interface CompletionRequest {
  model: string;
  prompt: string;
  suffix?: string | null;
  max_tokens?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  seed?: number | null;
  stop?: string | string[] | null;
  stream?: boolean | null;
  n?: number | null;
  user?: string;
  intramural?: IntramuralRequest;
}

export type FinishReason = 'stop' | 'length';

/** Milliseconds, from the receipt of the request unless said otherwise. */
export interface StageTimings {
  /** The whole way from receipt to the request's start at the upstream. */
  queued_ms: number;
  redact_ms: number;
  /** From the request's start at the upstream to its first text. */
  first_token_ms: number | null;
  total_ms: number;
}

export interface RedactionCount {
  class: string;
  count: number;
}

/** In the first chunk of a stream, and in the whole of an answer that is not streamed. */
export interface IntramuralHead {
  audit_id: string;
  model: string;
  tier: string;
  /** Which of the model's servers answers: its name, its host, or `embedded`. */
  replica?: string;
  /** Why that one, as a word for the audit record. */
  route?: string;
  redactions: RedactionCount[];
  policy_version: string;
}

/** In the last chunk: the head again, with totals and timings. */
export interface IntramuralTail extends IntramuralHead {
  prompt_tokens: number | null;
  completion_tokens: number | null;
  timings: StageTimings;
  /** The class of what the output guard ended the answer before; never the text. Absent where it let all through. */
  blocked?: string;
}

/** One server-sent event of a stream, and (with the tail) the body of an answer that is not streamed. */
export interface CompletionChunk {
  id: string;
  object: 'text_completion';
  created: number;
  model: string;
  choices: { index: number; text: string; logprobs: null; finish_reason: FinishReason | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number } | null;
  intramural?: IntramuralHead | IntramuralTail;
  /**
   * Where it was asked for and the model's server tells: the geometric mean of the probabilities of the answer's tokens so
   * far, from 0 to 1. With every piece of text, since who stops reading early misses the last chunk.
   */
  confidence?: number;
}

/** The one shape of every error; `message` is for people and says what to do. */
export interface ErrorBody {
  error: { message: string; type: string; code: string; param?: string | null };
}

export const auditIdHeader = 'x-intramural-audit-id';
export const loadHeader = 'x-intramural-load';
export type Load = 'idle' | 'busy';
