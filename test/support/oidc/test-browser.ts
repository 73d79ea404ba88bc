/** What a person's browser does at a provider's development pages: follows redirects, fills in each form, sends it. */
export class TestBrowser {
  readonly #person: string;
  readonly #cookies = new Map<string, string>();

  constructor(person: string) {
    this.#person = person;
  }

  /** @param values for fields of the forms besides name and password. @returns where the provider sends the browser in the end, or the last page's text. */
  async open(address: string, values: Record<string, string> = {}): Promise<string> {
    const { origin } = new URL(address);
    let url = address;
    let init: RequestInit = {};
    for (let step = 0; step < 20; step++) {
      const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie: this.#cookieHeader() } });
      this.#keep(answer);
      const location = answer.headers.get('location');
      if (location !== null) {
        const next = new URL(location, url);
        if (next.origin !== origin) return next.href;
        [url, init] = [next.href, {}];
        continue;
      }
      const page = await answer.text();
      const form = /<form[^>]*>/gi.exec(page)?.[0] ?? '';
      const action = /action="([^"]+)"/i.exec(form)?.[1];
      if (action === undefined) return page;
      url = new URL(action, url).href;
      init = { method: 'POST', body: this.#fill(page, values) };
    }
    throw new Error('the provider asks too much');
  }

  #fill(page: string, values: Record<string, string>): URLSearchParams {
    const fields = new URLSearchParams();
    for (const [input] of page.matchAll(/<input[^>]*>/gi)) {
      const name = /name="([^"]+)"/.exec(input)?.[1];
      if (name === undefined) continue;
      const known: Record<string, string> = { login: this.#person, password: 'any', ...values };
      fields.set(name, known[name] ?? /value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    return fields;
  }

  #keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
