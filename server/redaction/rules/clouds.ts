import type { TokenRule } from './rule.ts';

/** Keys of cloud platforms. */
export const clouds: readonly TokenRule[] = [
  {
    id: 'aws-access-key-id',
    class: 'provider-token',
    pattern: '(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}',
    keep: 4,
    confidence: 0.9,
    matches: ['aws_access_key_id = {value}', 'credentials: "{value}:…"'],
    leaves: ['AKIAIOSFODNN7EXAMPLE', 'AKIAXXXXXXXXXXXXXXXX', 'AKIA'],
  },
  {
    id: 'google-api-key',
    class: 'provider-token',
    pattern: 'AIza[A-Za-z0-9_-]{35}',
    confidence: 0.95,
    matches: ['"key": "{value}"'],
    leaves: ['AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
];
