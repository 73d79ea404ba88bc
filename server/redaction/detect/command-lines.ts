/** Passwords that a command line gives by position: `curl -u user:password`, `mysql -ppassword`, `sqlplus user/password@db`. */
import { isPasswordLike } from '../look/judge.ts';
import { quoteAt, readBare, readQuoted } from '../place/literal.ts';
import { isSpace } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

/** How far back the command may stand: a line and its continuations. */
const reach = 400;

function commandBefore(view: View, at: number, commands: RegExp): boolean {
  const { text } = view;
  let start = at;
  const limit = Math.max(0, at - reach);
  for (; start > limit; start--) {
    const unit = text.charCodeAt(start - 1);
    if ((unit === 10 || unit === 13) && text.charCodeAt(start - 2) !== 92 && text.charCodeAt(start - 2) !== 13) break;
  }
  return commands.test(text.slice(start, at));
}

/** Quoted or bare, up to white space. */
function argumentAt(view: View, from: number): [number, number] | null {
  const { text } = view;
  let at = from;
  while (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 61) at++;
  const literal = quoteAt(text, at) === null ? readBare(view.runs, at) : readQuoted(text, at);
  return literal === null ? null : [literal.start, literal.end];
}

function add(view: View, rule: string, start: number, end: number): void {
  const confidence = isPasswordLike(view.text.slice(start, end));
  if (confidence > 0) view.add({ rule, class: 'password', start, end, confidence, keep: 0 });
}

const userAndPassword = /\b(?:curl|wget|http|https|lftp|smbclient|svn|ldap\w*|net|nexus|jfrog)\b/i;

const userOption: Detector = {
  keywords: ['-u ', '-u"', "-u'", '--user ', '--user=', '--proxy-user ', '-u=', '-u'],
  detect(view, start, end) {
    const { text } = view;
    if (start > 0 && !isSpace(text.charCodeAt(start - 1)) && !/["'`(\n,]/.test(text[start - 1]!)) return;
    const argument = argumentAt(view, /["'=]/.test(text[end - 1]!) ? end - 1 : end);
    if (argument === null) return;
    const [from, to] = argument;
    const colon = text.indexOf(':', from);
    if (colon < 0 || colon >= to || text.startsWith('://', colon)) return;
    if (!commandBefore(view, start, userAndPassword)) return;
    const confidence = isPasswordLike(text.slice(colon + 1, to)) || isPasswordLike(text.slice(from, colon));
    if (confidence === 0) return;
    view.add({
      rule: 'command-line-user',
      class: 'password',
      start: from,
      end: to,
      confidence,
      keep: 0,
      core: colon + 1 - from,
    });
  },
};

const passwordTools =
  /\b(?:mysql\w*|mariadb\w*|mysqldump|mysqladmin|psexec(?:\.exe)?|sshpass|docker\s+login|podman\s+login|helm\s+registry\s+login|az\s+login|az\s+acr\s+login|sqlcmd|bcp|isql|mongo(?:sh|dump|restore|export|import)?|cf\s+login|oc\s+login|pscp|plink|zip|unzip|7z|keytool)\b/i;

const passwordOption: Detector = {
  keywords: [' -p', '"-p', "'-p"],
  detect(view, start, end) {
    const { text } = view;
    const next = text.charCodeAt(end);
    // `-port`, `-path`: a longer option, except mysql's `-psecret`
    if (
      !isSpace(next) &&
      next !== 34 &&
      next !== 39 &&
      next !== 44 &&
      !commandBefore(view, start, /\b(?:mysql\w*|mariadb\w*|mysqldump|mysqladmin|sshpass|7z)\b/i)
    )
      return;
    if (!commandBefore(view, start, passwordTools)) return;
    const argument = argumentAt(view, end);
    if (argument !== null) add(view, 'command-line-password', ...argument);
  },
};

const slashed: Detector = {
  keywords: [
    'sqlplus ',
    'sqlldr ',
    'expdp ',
    'impdp ',
    'rman target ',
    'jdbc:oracle:thin:',
    'jdbc:oracle:oci:',
    'userid=',
    'tnsping ',
  ],
  detect(view, _start, end) {
    const { text } = view;
    let at = end;
    while (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 45) {
      // options before the argument: `-s`, `-L`
      if (text.charCodeAt(at) === 45) while (at < end + 40 && at < text.length && !isSpace(text.charCodeAt(at))) at++;
      else at++;
    }
    const argument = /^["']?([A-Za-z][\w$#-]{0,40})\/("?)([^\s"'/@]{3,60})\2(?:@|\s|["']|$)/.exec(
      text.slice(at, at + 128),
    );
    if (argument === null) return;
    const from = at + argument[0].indexOf('/') + 1 + argument[2]!.length;
    add(view, 'oracle-connect', from, from + argument[3]!.length);
  },
};

const secureString: Detector = {
  keywords: ['securestring "', "securestring '", 'securestring -string "', "securestring -string '"],
  detect(view, _start, end) {
    const argument = argumentAt(view, end - 1);
    if (argument !== null) add(view, 'secure-string', ...argument);
  },
};

const openssl: Detector = {
  keywords: ['pass:'],
  detect(view, start, end) {
    if (!commandBefore(view, start, /-(?:pass|passin|passout|pwd)\s+["']?$|openssl/i)) return;
    const bare = readBare(view.runs, end);
    if (bare !== null) add(view, 'openssl-password', bare.start, bare.end);
  },
};

const using: Detector = {
  keywords: [' using '],
  detect(view, start, end) {
    if (!commandBefore(view, start, /\b(?:connect\s+to\s+\S+|attach\s+to\s+\S+)\s+user\s+\S+$/i)) return;
    const argument = argumentAt(view, end);
    if (argument !== null) add(view, 'db2-connect', ...argument);
  },
};

export const commandLines: readonly Detector[] = [userOption, passwordOption, slashed, secureString, openssl, using];
