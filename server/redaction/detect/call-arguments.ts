/** Passwords that a call gives by position: `getConnection(url, "user", "password")`. */
import { isPasswordLike } from '../look/judge.ts';
import { readQuoted } from '../place/literal.ts';
import { literalAt } from '../place/place.ts';
import { asciiSet, isAlphanumeric, isLineEnd, isSpace } from '../scan/characters.ts';
import type { Detector } from './detector.ts';

/** Functions, and which of their arguments is the password (from 0). Lower case. */
const positions: Readonly<Record<string, number>> = {
  'getconnection(': 2,
  'mysql_connect(': 2,
  'mysqli_connect(': 2,
  'new mysqli(': 2,
  'new pdo(': 2,
  'sqlconnect(': 2,
  'directoryentry(': 2,
  'ftp_login(': 2,
  'passwordauthentication(': 1,
  'networkcredential(': 1,
  'httpbasicauth(': 1,
  'basicauth(': 1,
  'withbasicauth(': 1,
  'basicauthentication(': 1,
  'simple_bind_s(': 1,
  'oracledb.connect(': 1,
  'cx_oracle.connect(': 1,
  '.login(': 1,
  'set_authentication(': 2,
  'fernet(': 0,
  'jwt.sign(': 1,
  'jwt.encode(': 1,
  'jwt.verify(': 1,
  'jwt.decode(': 1,
  'sp_addlinkedsrvlogin ': 4,
  'sp_addlogin ': 1,
  'sp_password ': 1,
  'create_credential(': 2,
  'managerdatasource(': 2,
  'credentials.basic(': 1,
  'new twilio(': 1,
  'twilio.init(': 1,
  'hmac.new(': 0,
  'createhmac(': 1,
};

/** How far the password may stand from the call, in characters. */
const reach = 400;
const closers = asciiSet(')}];');

export const callArguments: Detector = {
  keywords: Object.keys(positions),
  detect(view, start, end) {
    const { text } = view;
    const name = text.slice(start, end).toLowerCase();
    if (isAlphanumeric(name.charCodeAt(0)) && isAlphanumeric(text.charCodeAt(start - 1)) && name !== 'getconnection(')
      return;
    const wanted = positions[name]!;
    let at = end;
    for (let argument = 0; at < end + reach && at < text.length; argument++) {
      while (isSpace(text.charCodeAt(at)) || isLineEnd(text.charCodeAt(at))) at++;
      const quote = literalAt(text, at);
      if (quote >= 0) {
        const literal = readQuoted(text, quote);
        if (literal === null || literal.end - literal.start > reach) return;
        if (argument === wanted) {
          const confidence = isPasswordLike(text.slice(literal.start, literal.end));
          if (confidence > 0)
            view.add({
              rule: 'call-password',
              class: 'password',
              start: literal.start,
              end: literal.end,
              confidence,
              keep: 0,
            });
          return;
        }
        at = literal.end + 1;
      } else if (argument === wanted) return;
      // On to the next argument, over a variable or a simple call.
      let depth = 0;
      for (; at < end + reach && at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (unit === 40 || unit === 91) depth++;
        else if (closers[unit] === 1 && --depth < 0) return;
        else if (unit === 44 && depth === 0) break;
      }
      at++;
    }
  },
};
