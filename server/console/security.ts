import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './errors.ts';

/** What protects every page and answer of the console in the browser. */

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-permitted-cross-domain-policies': 'none',
} as const;

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
const wildcards = new Set(['0.0.0.0', '[::]']);

/** Names under which this console may be asked for: any other is a page that has pointed its own name at us. */
export function allowedHosts(publicOrigin: string): ReadonlySet<string> | null {
  const { host, hostname, port } = new URL(publicOrigin);
  if (wildcards.has(hostname)) return null;
  const suffix = port === '' ? '' : `:${port}`;
  return new Set([host, ...(loopbackNames.includes(hostname) ? loopbackNames.map(name => `${name}${suffix}`) : [])]);
}

export function addSecurity(app: FastifyInstance, publicOrigin: string): void {
  const hosts = allowedHosts(publicOrigin);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (hosts !== null && !hosts.has(request.headers.host ?? '')) {
      return refuse(reply, 421, 'wrong_host', `This console answers at ${publicOrigin}.`);
    }
  });
}

/**
 * True where a browser says that the request comes from one of our own pages. A form of a page without referrer has the
 * origin `null`, so the browser's own word (`Sec-Fetch-Site`) counts first. A program, which has no cookie to be stolen,
 * sends neither.
 */
export function isSameOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

/** @returns whether the request may go on. */
export function requireSameOrigin(request: FastifyRequest, reply: FastifyReply): boolean {
  if (isSameOrigin(request)) return true;
  refuse(reply, 403, 'cross_site', 'This request did not come from a page of the console.');
  return false;
}
