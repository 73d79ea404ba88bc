/** Requests to the console's own API. Failures are values, for each has a page of its own. */

export interface Session {
  subject: string;
  team: string;
  roles: string[];
  csrf: string;
}

export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'signed_out' }
  | { kind: 'forbidden'; message: string }
  | { kind: 'not_found' }
  | { kind: 'failed'; message: string | null; retryAfter: number | null };

export async function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return send<T>('GET', path, undefined, undefined, signal);
}

export async function send<T>(
  method: string,
  path: string,
  body?: object,
  csrf?: string,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(`/console/api/${path}`, {
      method,
      credentials: 'same-origin',
      ...(body ? { body: JSON.stringify(body) } : {}),
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(csrf ? { 'x-csrf-token': csrf } : {}),
      },
      ...(signal ? { signal } : {}),
    });
  } catch {
    return { kind: 'failed', message: null, retryAfter: null };
  }
  if (response.status === 204) return { kind: 'ok', value: undefined as T };
  const content: unknown = await response.json().catch(() => null);
  if (response.ok) return { kind: 'ok', value: content as T };
  const message = (content as { error?: { message?: string } } | null)?.error?.message ?? null;
  if (response.status === 401) return { kind: 'signed_out' };
  if (response.status === 403) return { kind: 'forbidden', message: message ?? '' };
  if (response.status === 404) return { kind: 'not_found' };
  return { kind: 'failed', message, retryAfter: Number(response.headers.get('retry-after')) || null };
}
