import type { FastifyReply } from 'fastify';
import type { ErrorBody } from '../wire/completion.ts';

const types: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'invalid_request_error',
  421: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
};

/** Answers in the one shape of errors; `message` is for people and says what to do. */
export function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  const body: ErrorBody = { error: { message, type: types[status] ?? 'server_error', code } };
  return reply.code(status).send(body);
}
