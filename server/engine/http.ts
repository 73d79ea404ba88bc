import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorBody } from '../wire/completion.ts';
import { limits } from './limits.ts';

/** An answer other than success, in the shape that OpenAI clients read. The message never holds text of a request. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  readonly body: ErrorBody;
  constructor(status: number, code: string, message: string, param: string | null) {
    super(message);
    this.status = status;
    this.body = { error: { message, type: status < 500 ? 'invalid_request_error' : 'server_error', code, param } };
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  response.end(body);
}

/** Too many wait: whoever comes now would get an outdated answer. */
export function sendRefusal(response: ServerResponse): void {
  const { body } = new HttpFailure(503, 'engine_busy', 'The engine is busy. Try again shortly.', null);
  sendJson(response, 503, body, { 'retry-after': String(limits.retryAfter) });
}

/** @throws {HttpFailure} where the body is too long, no JSON, or breaks off. */
export async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const text = await readText(incoming).catch(error => {
    throw error instanceof HttpFailure ? error : new HttpFailure(400, 'broken_off', 'The body broke off.', null);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpFailure(400, 'invalid_json', 'The body is no JSON.', null);
  }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Reading on is over once the limit is passed, but the connection must live to carry the answer.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > limits.body) throw new HttpFailure(413, 'too_large', `The body is over ${limits.body} bytes.`, null);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
