/** Passwords that a shell pipes into a command: `echo 'password' | sudo -S`, `echo "user:password" | chpasswd`. */
import { isPasswordLike } from '../look/judge.ts';
import type { Detector } from './detector.ts';

/** Characters before the command in which `echo` must stand. */
const reach = 120;
const echoed =
  /\b(?:echo|printf)\s+(?:-[ne]+\s+)?(?:"([^"\n]{4,100})"|'([^'\n]{4,100})'|([^\s"'|]{4,100}))\s*\|[^|\n]{0,40}$/;

export const piped: Detector = {
  keywords: ['sudo -s', 'chpasswd', '--password-stdin', '-passin stdin', 'passwd --stdin', 'passphrase-fd 0'],
  detect(view, start) {
    const from = view.lineStart(start, reach);
    view.spend(start - from);
    const match = echoed.exec(view.text.slice(from, start));
    if (match === null) return;
    const given = match[1] ?? match[2] ?? match[3]!;
    const at = from + match.index + match[0].indexOf(given);
    const colon = view.text.startsWith('chpasswd', start) ? given.indexOf(':') + 1 : 0;
    const confidence = isPasswordLike(given.slice(colon));
    if (confidence > 0)
      view.add({
        rule: 'piped-password',
        class: 'password',
        start: at + colon,
        end: at + given.length,
        confidence,
        keep: 0,
      });
  },
};
