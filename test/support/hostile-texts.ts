/** Texts made to hurt a scanner: repeats of what its detectors begin with, without the end that they look for. */
const seeds: readonly (readonly [string, string])[] = [
  ['one letter', 'a'],
  ['digits', '1'],
  ['digits in pairs', '12-'],
  ['digits and spaces', '4 1 1 1 '],
  ['quotes', '"'],
  ['single quotes', "'"],
  ['backslashes', '\\'],
  ['backslashes and quotes', '\\"'],
  ['open brackets', '(['],
  ['names without values', 'password '],
  ['names joined', 'password_token_secret_key_'],
  ['names and equals', 'password='],
  ['names, colons and quotes', 'password:"'],
  ['names in calls', 'setPassword('],
  ['names in a list', 'password,'],
  ['open elements', '<password>'],
  ['names and values', 'pass=Tr0ub4dor3x '],
  ['token heads', 'ghp_'],
  ['token heads in one run', 'ghp_a-AKIA-eyJ_sk-'],
  ['headers of web tokens', 'eyJ.eyJ.'],
  ['headers of web tokens joined', 'eyJ-'],
  ['base64', 'QUJDRA'],
  ['base64 of text', 'cGFzc3dvcmQ9aHVudGVyMg'],
  ['schemes', '://'],
  ['schemes with users', '://a:b'],
  ['schemes, users and at signs', 'http://u:p@'],
  ['at signs', '@'],
  ['addresses', 'a@b.'],
  ['addresses of persons', 'li@icbc.cn '],
  ['beginnings of keys', '-----BEGIN '],
  ['whole beginnings of keys', '-----BEGIN RSA PRIVATE KEY-----\n'],
  ['dashes', '-'],
  ['bearers', 'Bearer aaaaaaaa '],
  ['basics', 'basic QUJDOkRFRg '],
  ['identified by', 'identified by '],
  ['options', ' -p -u '],
  ['curl and options', 'curl -u a:b1 '],
  ['sqlplus', 'sqlplus a/b '],
  ['line breaks', '\n'],
  ['carriage returns', '\r\n'],
  ['spaces', ' '],
  ['name and line break', 'password:\n'],
  ['picture clauses', 'PASSWORD PIC X(8) '],
  ['card numbers', '4012888888881881 '],
  ['account numbers', 'account 123 '],
  ['IBAN heads', 'DE89 '],
  ['swift', 'swift '],
  ['kubernetes secrets', 'kind: Secret\ndata:\n  a: QUJD\n'],
  ['entities', '&quot;password&quot;:'],
  ['interpolations', 'password="${'],
  ['hashes', '$2a$10$'],
  ['Chinese names', '密码：'],
  ['rows', "insert into t (password) values ('"],
  ['rows without values', 'insert into t(a,b,'],
  ['rows of one statement', "insert into t (password) values ('a1'),('"],
  ['cookies', 'cookie: sessionid=a1b2 '],
  ['piped', "echo 'x1 | sudo -s "],
  ['source names', 'a:b@tcp('],
  ['password files', 'h:5432:'],
  ['logons', '.logon a/b,'],
  ['arrays of characters', 'a1".tochararray()'],
  ['passphrases', 'passphrase: a b c d '],
  ['lines of base64', `${'aB3'.repeat(21)}\n`],
  ['password files of htpasswd', 'htpasswd -b a '],
  ['shares', 'net use \\\\a\\b '],
  ['shares with users', 'smbclient -U a%b1cd '],
  ['rows of a name', "='x1' where a = 'password' "],
  ['lines of a job', 'user a\npass b1cd\n'],
  ['users at machines', 'ssh a@b.co '],
  ['keys of JSON', '"k":"'],
  ['addresses of bots', '/bot1234567890:AA'],
  ['replaced', "identified by 'a1' replace "],
  ['bare keys', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'],
  ['escaped letters', '\\u0041'],
  ['escaped names', '\\u0070assword="'],
  ['letters of URLs', '%41%7a'],
  ['entities of letters', '&#x41;'],
  ['unseen characters', '\u200b'],
  ['unseen characters in names', 'pass\u200bword="a1B2\u200bc3" '],
  ['literals of COBOL that go on', "password value 'a1\n      -    'b2\n      -    '"],
  ['surrogates', '\ud83d\ude00'],
  ['halves of surrogates', '\ud83d'],
  ['NUL', '\0'],
];

/** @param length UTF-16 units of each. */
export function hostileTexts(length: number): [string, string][] {
  const repeated = seeds.map(([name, seed]): [string, string] => [
    name,
    seed.repeat(Math.ceil(length / seed.length)).slice(0, length),
  ]);
  return [
    ...repeated,
    ['a password in one long line', `password = "${'aB3$'.repeat(length / 4)}`.slice(0, length)],
    ['many different passwords', manyPasswords(length)],
    ['many passwords, each the beginning of the next', growing(length)],
  ];
}

function manyPasswords(length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += `p.password="q${((i * 2654435761) >>> 0).toString(36)}Z${i}x";\n`;
  return text.slice(0, length);
}

function growing(length: number): string {
  let text = '';
  for (let i = 8; text.length < length; i++) text += `password="${'xK9'.repeat(i)}";\n`;
  return text.slice(0, length);
}
