/**
 * What a finding is. `secret` opens something, `personal` says something of a person or an account. `level` is the
 * category of JR/T 0171—2020 (C3: authentication data, C2: identifies a person or an account, C1: internal).
 */
export interface RedactionClass {
  kind: 'secret' | 'personal';
  level: 'C1' | 'C2' | 'C3';
  /** For the reviewer's list. */
  description: string;
}

const secret = (level: 'C2' | 'C3', description: string): RedactionClass => ({ kind: 'secret', level, description });
const personal = (level: 'C1' | 'C2' | 'C3', description: string): RedactionClass => ({
  kind: 'personal',
  level,
  description,
});

export const classes = {
  'private-key': secret('C3', 'Private key: PEM, PuTTY, PGP, JWK, age'),
  'provider-token': secret('C3', "A service's own token or key, known by its form"),
  password: secret('C3', 'Password, passphrase or PIN, known by where it stands'),
  token: secret('C3', 'Token, key or secret, known by where it stands'),
  'url-credentials': secret('C3', 'User and password inside a URL or a connection string'),
  authorization: secret('C3', 'Value of an Authorization header: Basic, Bearer and others'),
  jwt: secret('C3', 'JSON Web Token'),
  'password-hash': secret('C3', 'Password hash of a login database (crypt, bcrypt, Kerberos, NTLM)'),
  encoded: secret('C3', 'A secret inside base64'),
  'payment-card': personal('C3', 'Payment card number'),
  iban: personal('C2', 'IBAN'),
  'bank-account': personal('C2', 'Bank account number'),
  'routing-number': personal('C1', 'ABA routing number'),
  bic: personal('C1', 'SWIFT/BIC in a payment'),
  'resident-id': personal('C2', 'Chinese resident identity number'),
  'credit-code': personal('C1', 'Chinese unified social credit code'),
  'mobile-number': personal('C2', 'Mainland Chinese mobile number'),
  'email-address': personal('C2', "A person's e-mail address"),
  ssn: personal('C2', 'United States social security number'),
  'personal-name': personal('C2', "A person's name from the policy's list"),
  'blocked-term': personal('C1', "A term from the policy's list"),
} as const satisfies Record<string, RedactionClass>;

export type ClassName = keyof typeof classes;
