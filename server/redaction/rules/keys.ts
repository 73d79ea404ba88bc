import type { TokenRule } from './rule.ts';

/** Private keys that are not written as PEM: known by what every such key begins with. */
export const keys: readonly TokenRule[] = [
  {
    id: 'bare-rsa-key',
    class: 'private-key',
    pattern: 'MII[A-Za-z0-9+/]{3}IB(?:ADANBgkqhkiG9w0BAQEFAASC|AAKC)[A-Za-z0-9+/]{100,4000}={0,2}',
    keep: 0,
    look: 'any',
    confidence: 0.99,
    matches: ['alipay.key={value}', 'String rsa = "{value}";'],
    leaves: ['MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A', '{cut}'],
  },
  {
    id: 'bare-elliptic-key',
    class: 'private-key',
    pattern: '(?:MIGHAgEA|MIGTAgEA|MEECAQAw|MC4CAQAw)[A-Za-z0-9+/]{40,300}={0,2}',
    keep: 0,
    look: 'any',
    confidence: 0.95,
    matches: ['key: "{value}"'],
    leaves: ['MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', '{cut}'],
  },
  {
    id: 'json-web-key',
    class: 'private-key',
    pattern: '"(?:k|d)"\\s?:\\s?"([A-Za-z0-9_-]{43,700})"',
    keep: 0,
    inside: true,
    confidence: 0.9,
    matches: ['{"kty":"oct",{value},"alg":"HS256"}', '{"kty": "EC", {value}}'],
    leaves: ['"k": "name"', '{masked}', '{"kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}'],
  },
  {
    id: 'json-web-key-prime',
    class: 'private-key',
    pattern: '"(?:p|q|dp|dq|qi)"\\s?:\\s?"([A-Za-z0-9_-]{80,700})"',
    keep: 0,
    inside: true,
    confidence: 0.9,
    matches: ['{"kty":"RSA",{value}}'],
    leaves: ['"q": "search"', '{masked}'],
  },
];
