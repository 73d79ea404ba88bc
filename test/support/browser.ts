import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';

/** Where Linux distributions put Chromium; INTRAMURAL_CHROMIUM comes first. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Resolves no name but the machine's own, and asks nobody for updates, lists or accounts. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A real Chromium without a window, which reaches loopback only. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: flags, headless: true });
}

/** @throws where there is none, with the way to get one. */
export function chromiumPath(): string {
  const path = [process.env.INTRAMURAL_CHROMIUM, ...places].find(place => place && existsSync(place));
  if (path) return path;
  throw new Error(
    'Chromium is missing. Install it (Debian: apt-get install --no-install-recommends chromium) or set INTRAMURAL_CHROMIUM to one.',
  );
}

/**
 * Addresses that the page asks for elsewhere than at the origin, growing as it does: tests assert that there are none. What
 * a service worker of the page answers has not left the browser and does not count (VS Code's webviews load so).
 */
export function watchOutside(page: Page, origin: string): string[] {
  const outside: string[] = [];
  const isOutside = (request: Request) => {
    const url = new URL(request.url());
    return /^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(origin).host;
  };
  page.on('response', response => {
    if (isOutside(response.request()) && !response.fromServiceWorker()) outside.push(response.url());
  });
  page.on('requestfailed', request => {
    if (isOutside(request)) outside.push(request.url());
  });
  page.on('websocket', socket => {
    if (new URL(socket.url()).host !== new URL(origin).host) outside.push(socket.url());
  });
  return outside;
}
