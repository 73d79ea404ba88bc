import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { rootCertificates } from './root-certificates.ts';
import type { SsoParts } from './single-sign-on.ts';

/** Milliseconds for one answer, and the most bytes of one. */
const limits = { patience: 15_000, bytes: 100_000 } as const;

/** HTTP, clock and randomness for signing in. @param ca PEM of the bank's authority, beside those that the system trusts. */
export function ssoParts(ca: string | undefined): SsoParts & { get(url: string): Promise<Record<string, unknown>> } {
  const dispatcher = new Agent({
    keepAliveTimeout: 1,
    ...(ca === undefined ? {} : { connect: { ca: [...rootCertificates(), ca] } }),
  });
  const ask = async (url: string, form: Record<string, string> | null) => {
    const { statusCode, body } = await request(url, {
      dispatcher,
      method: form === null ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body: form === null ? null : new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(limits.patience),
    });
    const text = await body.text();
    let value: unknown = {};
    if (text.length <= limits.bytes) {
      try {
        value = JSON.parse(text);
      } catch {
        // An empty answer, or a page for people.
      }
    }
    const object = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    return { ok: statusCode >= 200 && statusCode < 300, body: object };
  };
  return {
    get: async url => {
      const { ok, body } = await ask(url, null);
      return ok ? body : {};
    },
    post: ask,
    now: Date.now,
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
    random: length => randomBytes(length).toString('base64url').slice(0, length),
    digest: text => createHash('sha256').update(text).digest('base64url'),
  };
}
