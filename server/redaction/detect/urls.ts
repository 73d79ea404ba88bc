/** User and password in the authority of a URL: `scheme://user:password@host`. */
import { isPasswordLike } from '../look/judge.ts';
import { isLineEnd, isSpace } from '../scan/characters.ts';
import type { Detector } from './detector.ts';

/** Characters from the `//` in which the `@` must come. */
const reach = 256;

export const urlCredentials: Detector = {
  keywords: ['://'],
  detect(view, _start, end) {
    const { text } = view;
    let colon = -1;
    let at = -1;
    const limit = Math.min(text.length, end + reach);
    for (let i = end; i < limit; i++) {
      const unit = text.charCodeAt(i);
      if (
        isSpace(unit) ||
        isLineEnd(unit) ||
        unit === 34 ||
        unit === 39 ||
        unit === 96 ||
        unit === 60 ||
        unit === 62 ||
        unit === 92
      )
        break;
      if (unit === 58 && colon < 0) colon = i;
      // A `/`, `?` or `#` ends the authority, unless an unescaped one stands in the password.
      if ((unit === 47 || unit === 63 || unit === 35) && (at >= 0 || colon < 0)) break;
      if (unit === 47 && text.charCodeAt(i + 1) === 47) break;
      if (unit === 44 && at >= 0) break;
      if (unit === 64) at = i;
    }
    if (colon < 0 || at < colon + 2) return;
    const value = text.slice(colon + 1, at);
    if (/^\d{1,5}\//.test(value)) return;
    const confidence = isPasswordLike(value);
    if (confidence === 0) return;
    view.add({
      rule: 'url-credentials',
      class: 'url-credentials',
      // Without a user, the colon is no part of it.
      start: colon === end ? end + 1 : end,
      end: at,
      confidence,
      keep: 0,
      core: colon === end ? 0 : colon + 1 - end,
    });
  },
};
