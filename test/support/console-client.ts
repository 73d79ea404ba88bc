import assert from 'node:assert/strict';

/** Asks a console as a browser or a program does, without following where it is sent. */
export class ConsoleClient {
  readonly #origin: () => string;

  /** @param origin asked for at each call: a suite makes its client before its console is up. */
  constructor(origin: () => string) {
    this.#origin = origin;
  }

  call = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> =>
    fetch(this.#origin() + path, { redirect: 'manual', ...init });

  post = (path: string, body: object | null, headers: Record<string, string> = {}): Promise<Response> =>
    this.call(path, {
      method: 'POST',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  /** The cookie of a session, and its token for what changes something. */
  signIn = async (token: string): Promise<{ cookie: string; csrf: string }> => {
    const response = await this.post('/console/api/session', { token });
    assert.equal(response.status, 204);
    const cookie = cookieOf(response);
    const session = (await (await this.call('/console/api/session', { headers: { cookie } })).json()) as {
      csrf: string;
    };
    return { cookie, csrf: session.csrf };
  };
}

export function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
