/** What a name promises about the value that it is given: `dbPassword` a password, `passwordResetUrl` nothing. */
import { piecesOf } from '../look/placeholder.ts';

export type Family = 'password' | 'secret' | 'key' | 'auth' | 'header';

export interface NamePromise {
  family: Family;
  /** 3: says so outright, 2: says so with something after it that we do not know, 1: may also mean something else. */
  strength: 1 | 2 | 3;
}

/** What the keyword automaton looks for; a hit only says where a name is worth a look. Lower case. */
export const nameKeywords: readonly string[] =
  'pass pwd psw pw kennwort secret token key cred auth pin otp jwt bearer sas sig connection cookie seed mnemonic pat cvv cvc webhook sonar 密码 口令 令牌 密钥 密匙'.split(
    ' ',
  );

const passwords = new Set(
  'password passwd passwrd pass pwd pswd psw pw passphrase passcode pwds passwords kennwort passwort userpass dbpass rootpass mypass userpwd dbpwd 密码 口令'.split(
    ' ',
  ),
);
const secrets = new Set(
  'secret secrets secrete token tokens apikey apikeys apitoken apisecret accesskey accesstoken secretkey privatekey authtoken authkey clientsecret credential credentials creds cred jwt nkey pat sas otpauth jwtsecret sharedsecret signingsecret 令牌 密钥 密匙'.split(
    ' ',
  ),
);
const auths = new Set(
  'auth authentication bearer basic otp totp pin cvv cvc sig signature seed mnemonic cookie session webhook license'.split(
    ' ',
  ),
);

/** Ends of words written together: `dbpassword`, `slapikey`, `jwtsecret`. */
const passwordEnds = ['password', 'passwd', 'passphrase', 'passcode', 'pwd', '密码', '口令'];
const secretEnds = [
  'secret',
  'token',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'credential',
  'credentials',
  '密钥',
  '令牌',
];

/** What makes a `key` one that opens something. */
const keyQualifiers = new Set(
  `api access secret private signing sign encryption encrypt decryption crypto cipher master license licence account storage shared service
  subscription app application consumer client deploy ssh rsa aes des hmac jwt auth admin root write ingest server webhook session symmetric
  heroku hubspot snyk stripe sendgrid mailgun twilio cloudflare datadog relic github gitlab bitbucket slack openai google aws azure linkedin twitter facebook okta
  algolia mapbox mailchimp messagebird bird maxmind jira atlassian confluence sentry grafana firebase dropbox shopify paypal adyen square contentful discord telegram
  wechat weixin alipay aliyun alibaba tencent huawei baidu dingtalk feishu umeng jpush cipher passport zak tmk zmk zpk pvk cvk kek dek lmk bdk ksn pin mac
  security instrumentation integration project data writer reader oauth sas ca sl softlayer iam cos`.split(/\s+/),
);
/** What makes a `key` a name in a table or a public thing. */
const keyDisqualifiers = new Set(
  'public pub primary foreign partition sort cache map translation i18n message object composite natural surrogate unique candidate index row hash group parent lookup search dictionary property config configuration setting registry hot function arrow enter shift tab escape context pem x'.split(
    ' ',
  ),
);

/** May stand after the keyword without changing what it is. */
const neutralTails = new Set(
  `value val text txt string str plain plaintext clear cleartext raw data default prod production dev development test testing qa uat sit stage staging
  confirm confirmation confirmed repeat again old new current next previous prev first second one two tmp temp backup base64 b64 hex enc json db mysql
  s ed live sandbox here admin user root main primary secondary local remote const constant literal bytes bytestr byte array secure t x ws`.split(
    /\s+/,
  ),
);
/** Say that the thing is not the secret but something about it. */
const otherTails = new Set(
  `url urls uri uris path paths file files filename dir directory folder name names id ids identifier type types kind length len size sizes field fields label labels
  hint policy policies column columns col param params parameter parameters header headers prefix suffix format pattern patterns regex expiry expires expire
  expiration expired ttl lifetime age timeout date time timestamp at provider providers manager service services class classes encoder encoding encrypted
  encryptor decryptor encrypter hash hashed hasher hashing digest salt reset resets resetting error errors err exception message msg messages invalid required
  requirement requirements min max minimum maximum count counts counter index indexes env var variable variables enabled disabled enable disable prompt
  input inputs placeholder strategy strategies validator validation valid validate algorithm algo alg method methods mode modes event events action actions
  endpoint endpoints page pages view views screen form forms button icon info information rule rules store stores storage source sources ref refs
  reference references arn version versions status state check checks checker checking change changed changer generator generate factory builder
  handler handlers helper helpers util utils filter filters interceptor converter resolver loader reader writer parser lexer scanner
  request requests response responses result results dto model entity repository dao controller config configuration configs settings setting option options
  list lists map maps set sets group groups scope scopes audience issuer claim claims cookie session sessions domain host port realm grant flow
  usage used use uses is length strength complexity quality history attempts attempt retry retries limit limits rotation rotate rotated account accounts
  owner title description desc text8 help comment comments template templates category categories tag tags thumbprint fingerprint
  bundle certificate cert certs alias aliases mask masked chars characters alphabet module modules package client clients server servers
  table tables query queries sql statement object objects instance instances impl adapter mapper wrapper container context listener callback
  callbacks hook hooks middleware guard guards decorator component components api apis sdk vault rotationpolicy needed missing exists present`.split(
    /\s+/,
  ),
);
/** Questions, actions and negations before the keyword. */
const otherHeads = new Set(
  'is has have had can should could must need needs needed validate verify check forgot forget forgotten no without invalid missing min max num number count total enable disable enabled show hide hashed encrypted encoded wrong incorrect bypass by compass public'.split(
    ' ',
  ),
);

/** @returns null if the name promises nothing. */
export function promiseOf(name: string): NamePromise | null {
  const pieces = piecesOf(name);
  for (let index = pieces.length - 1; index >= 0; index--) {
    const family = familyOf(pieces, index);
    if (family === null) continue;
    return judge(pieces, index, family);
  }
  return null;
}

function familyOf(pieces: string[], index: number): Family | null {
  const piece = pieces[index]!;
  if (passwords.has(piece)) return 'password';
  if (secrets.has(piece)) return 'secret';
  if (piece === 'authorization') return 'header';
  if (piece === 'login' && pieces[index - 1] === 'sonar') return 'secret';
  if (auths.has(piece)) return 'auth';
  if (piece === 'key' || piece === 'keys') return 'key';
  if (piece === 'string' && pieces[index - 1] === 'connection') return 'auth';
  if (piece.length < 6) return null;
  if (passwordEnds.some(end => piece.endsWith(end))) return 'password';
  if (secretEnds.some(end => piece.endsWith(end))) return 'secret';
  if (piece.endsWith('key') && [...keyQualifiers].some(word => piece === `${word}key`)) return 'secret';
  return null;
}

function judge(pieces: string[], index: number, family: Family): NamePromise | null {
  let strength = family === 'password' || family === 'secret' ? 3 : 1;
  const before = pieces[index - 1] ?? '';
  if (family === 'key') {
    if (keyDisqualifiers.has(before)) return null;
    if (keyQualifiers.has(before)) {
      family = 'secret';
      strength = 3;
    }
  }
  for (let i = index + 1; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (otherTails.has(piece)) return null;
    if (!neutralTails.has(piece) && !/^\d+$/.test(piece)) strength = Math.min(strength, 2);
  }
  for (let i = 0; i < index; i++) if (otherHeads.has(pieces[i]!)) strength = Math.min(strength, 1);
  return { family, strength: strength as 1 | 2 | 3 };
}
