/** Sessions in cookies: `Cookie: JSESSIONID=…`, `Set-Cookie: session=…; HttpOnly`. */
import { lookOf } from '../look/look.ts';
import { isPlaceholder } from '../look/placeholder.ts';
import { isReference } from '../look/reference.ts';
import type { Detector } from './detector.ts';

/** Characters of one header that are looked at. */
const reach = 1024;
const carriesSession = /sess|sid$|auth|token|jwt|remember|connect\.sid|login/i;
const shortest = 16;

export const cookies: Detector = {
  keywords: ['cookie: ', 'cookie:', "cookie', '", 'cookie", "', 'cookie": "', "cookie': '"],
  detect(view, _start, end) {
    if (view.cookieEnd > end) return;
    const line = view.text.slice(end, view.lineEnd(end, reach));
    view.cookieEnd = end + line.length;
    view.spend(line.length);
    for (const pair of line.matchAll(/([\w.-]{2,64})=([^\s;,"']{16,})/g)) {
      const [whole, name, value] = pair as unknown as [string, string, string];
      if (!carriesSession.test(name) || isReference(value) || isPlaceholder(value)) continue;
      const look = lookOf(value);
      if (value.length < shortest || look.wordiness > 0.6 || look.digits === 0 || look.letters === 0) continue;
      const start = end + pair.index + whole.length - value.length;
      view.add({
        rule: 'session-cookie',
        class: 'authorization',
        start,
        end: start + value.length,
        confidence: 0.8,
        keep: 0,
      });
    }
  },
};
