import type { TokenRule } from './rule.ts';

/** Signed tokens that carry their own claims. */
export const webTokens: readonly TokenRule[] = [
  {
    id: 'jwt',
    class: 'jwt',
    pattern:
      'ey[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{8,6000}(?:\\.[A-Za-z0-9_-]{8,6000}(?:\\.[A-Za-z0-9_-]{8,6000}\\.[A-Za-z0-9_-]{8,200})?)?={0,2}',
    check: 'json-base64',
    keep: 3,
    look: 'any',
    inside: false,
    confidence: 0.95,
    matches: [
      'String token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0.c3ludGhldGljLXNpZ25hdHVyZQ";',
      'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0.c3ludGhldGljLXNpZ25hdHVyZQ',
    ],
    leaves: [
      'eyJhbGciOiJub25lIn0',
      'eye.eyeable.should',
      'bm90X2pzb24tYXRfYWxs.bm90X2pzb25fYXRfYWxs.c2lnbmF0dXJlLWhlcmU',
    ],
  },
  {
    id: 'jwt-encoded',
    class: 'jwt',
    pattern: 'ZXlK[A-Za-z0-9+/]{60,8000}={0,2}',
    look: 'any',
    confidence: 0.9,
    matches: ['token: {value}'],
    leaves: ['ZXlKshort'],
  },
];
