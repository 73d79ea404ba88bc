/** Passwords that a command line gives by position: `curl -u user:password`, `mysql -ppassword`, `sqlplus user/password@db`. */
import { isPasswordLike } from '../look/judge.ts';
import { quoteAt, readBare, readQuoted } from '../place/literal.ts';
import { isQuote, isSpace } from '../scan/characters.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

/** How far back the command may stand: a line and its continuations. */
const reach = 400;

/** What a command's options mean. A command may have several. */
type Kind = 'user' | 'password' | 'percent' | 'comma' | 'glued' | 'openssl' | '-a' | '-w' | '-N' | '/user:' | '/rp';

const commands: Readonly<Record<string, readonly Kind[]>> = {
  curl: ['user'],
  wget: ['user'],
  http: ['user'],
  lftp: ['user', 'comma'],
  smbclient: ['user', 'percent'],
  rpcclient: ['percent'],
  svn: ['user'],
  ldap: ['user'],
  nexus: ['user'],
  jfrog: ['user'],
  mysql: ['password', 'glued'],
  mariadb: ['password', 'glued'],
  psexec: ['password'],
  sshpass: ['password', 'glued'],
  login: ['password'],
  sqlcmd: ['password'],
  bcp: ['password'],
  osql: ['password'],
  schtasks: ['/rp'],
  isql: ['password'],
  mongo: ['password'],
  pscp: ['password'],
  plink: ['password'],
  zip: ['password'],
  '7z': ['password', 'glued'],
  keytool: ['password'],
  openssl: ['openssl'],
  'redis-cli': ['-a'],
  ldapsearch: ['-w'],
  ldapmodify: ['-w'],
  ldapadd: ['-w'],
  ldappasswd: ['-w'],
  'ssh-keygen': ['-N'],
  'net use': ['/user:'],
};

/** Notes where commands stand, for the options behind them. */
const commandNames: Detector = {
  keywords: Object.keys(commands),
  detect(view, start, end) {
    for (const kind of commands[view.text.slice(start, end).toLowerCase()]!) view.lastCommand.set(kind, start);
  },
};

/** Whether a command of the kind stands before `at` on its line, continuations included. */
function isBehind(view: View, at: number, kind: Kind): boolean {
  const command = view.lastCommand.get(kind);
  if (command === undefined || at - command > reach) return false;
  const between = view.text.slice(command, at);
  for (let line = between.indexOf('\n'); line >= 0; line = between.indexOf('\n', line + 1)) {
    const before = between[line - 1] === '\r' ? between[line - 2] : between[line - 1];
    if (before !== '\\' && before !== '`' && before !== '^') return false;
  }
  return true;
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

const userOption: Detector = {
  keywords: ['-u ', '-u"', "-u'", '--user ', '--user=', '--proxy-user ', '-u=', '-u'],
  detect(view, start, end) {
    const { text } = view;
    if (start > 0 && !isSpace(text.charCodeAt(start - 1)) && !/["'`(\n,]/.test(text[start - 1]!)) return;
    const argument = argumentAt(view, /["'=]/.test(text[end - 1]!) ? end - 1 : end);
    if (argument === null) return;
    const [from, to] = argument;
    const colon = text.indexOf(':', from);
    if (colon < 0 || colon > to) {
      addAfterMark(view, start, from, to);
      return;
    }
    if (text.startsWith('://', colon)) return;
    if (!isBehind(view, start, 'user')) return;
    if (colon + 1 >= to && isQuote(text.charCodeAt(colon + 1))) {
      // `user:'password'`
      const quoted = readQuoted(text, colon + 1);
      if (quoted !== null) add(view, 'command-line-user', quoted.start, quoted.end);
      return;
    }
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

/** `smbclient -U user%password`, `lftp -u user,password` */
function addAfterMark(view: View, option: number, from: number, to: number): void {
  const argument = /^[\w.@\\/$-]{1,64}([%,])[^\s]{4,}$/.exec(view.text.slice(from, Math.min(to, from + 200)));
  if (argument === null || !isBehind(view, option, argument[1] === '%' ? 'percent' : 'comma')) return;
  add(view, 'command-line-user', view.text.indexOf(argument[1]!, from) + 1, to);
}

const passwordOption: Detector = {
  keywords: [' -p', '"-p', "'-p"],
  detect(view, start, end) {
    const { text } = view;
    const next = text.charCodeAt(end);
    // `-port`, `-path`: a longer option, except mysql's `-psecret`
    if (!isSpace(next) && next !== 34 && next !== 39 && next !== 44 && !isBehind(view, start, 'glued')) return;
    if (!isBehind(view, start, 'password')) return;
    const argument = argumentAt(view, end);
    if (argument !== null) add(view, 'command-line-password', ...argument);
  },
};

/** Options of one letter that give a password to one family of commands. */
const letterOption: Detector = {
  keywords: [' -a ', ' -w ', ' -n ', ' -n"'],
  detect(view, start, end) {
    const kind = `-${view.text[start + 2]!}` as Kind;
    if (!isBehind(view, start, kind)) return;
    const argument = argumentAt(view, view.text[end - 1] === '"' ? end - 1 : end);
    if (argument !== null) add(view, 'command-line-password', ...argument);
  },
};

/** `schtasks /ru name /rp password` */
const runPassword: Detector = {
  keywords: ['/rp '],
  detect(view, start, end) {
    const argument = isBehind(view, start, '/rp') ? argumentAt(view, end) : null;
    if (argument !== null) add(view, 'command-line-password', ...argument);
  },
};

/** `net use Z: \\host\share /user:DOMAIN\name password` */
const afterUser: Detector = {
  keywords: ['/user:'],
  detect(view, start, end) {
    if (!isBehind(view, start, '/user:')) return;
    const name = /^[\w.@\\$-]{1,80}[ \t]+/.exec(view.text.slice(end, end + 100));
    const argument = name === null ? null : argumentAt(view, end + name[0].length);
    if (argument !== null && view.text[argument[0]] !== '/') add(view, 'command-line-password', ...argument);
  },
};

/** `net use Z: \\host\share password /user:…`, `net user name password /add`, `rabbitmqctl add_user name password`: by position. */
const positional: Detector = {
  keywords: ['net use ', 'net user ', 'add_user ', 'change_password '],
  detect(view, _start, end) {
    const { text } = view;
    const target = /^(?:[A-Za-z*]:?\s{1,3})?(?:\\\\[\w.$\\-]{3,100}|[A-Za-z][\w.-]{0,40})[ \t]{1,3}(?=[^\s/-])/.exec(
      text.slice(end, end + 160),
    );
    const argument = target === null ? null : argumentAt(view, end + target[0].length);
    if (argument === null) return;
    const value = text.slice(...argument);
    // By position alone, a word may be anything.
    if (/\d/.test(value) && /[A-Za-z]/.test(value)) add(view, 'command-line-password', ...argument);
  },
};

/** `htpasswd -b file user password` */
const lastArgument: Detector = {
  keywords: ['htpasswd -'],
  detect(view, _start, end) {
    const match =
      /^[a-zA-Z]*b[a-zA-Z]*((?:[ \t]+[^\s;|&]{1,120}){1,2})[ \t]+(["']?)([^\s"';|&]{4,100})\2(?=[\s;|&]|$)/.exec(
        view.text.slice(end, end + reach),
      );
    if (match === null) return;
    const to = end + match[0].length - match[2]!.length;
    add(view, 'command-line-password', to - match[3]!.length, to);
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

/** `CONNECT user/password@core`, as all that stands on a line of SQL*Plus. */
const connect: Detector = {
  keywords: ['connect ', 'conn '],
  detect(view, start, end) {
    const { text } = view;
    if (!/^[\s>]*(?:SQL>\s?)?$/i.test(text.slice(view.lineStart(start, 40), start))) return;
    const argument =
      /^[A-Za-z][\w$#-]{0,40}\/("?)([^\s"'/@;]{4,60})\1(@[\w.:/-]{1,100})?[ \t;]{0,4}(?=[\r\n]|$|as\s)/i.exec(
        text.slice(end, end + 240),
      );
    if (argument === null || (argument[3] === undefined && !/\d/.test(argument[2]!))) return;
    const from = end + argument[0].indexOf('/') + 1 + argument[1]!.length;
    add(view, 'oracle-connect', from, from + argument[2]!.length);
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
    if (
      !isBehind(view, start, 'openssl') &&
      !/-(?:pass|passin|passout|pwd)\s["']?$/i.test(view.text.slice(Math.max(0, start - 12), start))
    )
      return;
    const bare = readBare(view.runs, end);
    if (bare !== null) add(view, 'openssl-password', bare.start, bare.end);
  },
};

const using: Detector = {
  keywords: [' using '],
  detect(view, start, end) {
    const before = view.text.slice(Math.max(0, start - 120), start);
    if (!/\b(?:connect|attach)\s{1,3}to\s{1,3}\S{1,40}\s{1,3}user\s{1,3}\S{1,40}$/i.test(before)) return;
    const argument = argumentAt(view, end);
    if (argument !== null) add(view, 'db2-connect', ...argument);
  },
};

export const commandLines: readonly Detector[] = [
  commandNames,
  userOption,
  passwordOption,
  letterOption,
  afterUser,
  positional,
  runPassword,
  connect,
  lastArgument,
  slashed,
  secureString,
  openssl,
  using,
];
