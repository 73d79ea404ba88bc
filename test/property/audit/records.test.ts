import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type AuditRecord, decodeRecord, encodeRecord, kindNames, readHead } from '../../../server/audit/records.ts';
import { arbitraryRecord } from '../../support/audit-arbitrary.ts';

/** What must never stand in a record, whatever the field. */
const forbidden = [
  'int x = 1;',
  'SELECT * FROM accounts',
  '/home/alice/bank/Transfer.java',
  'src\\main\\Transfer.java',
  'password: hunter2',
  'a\nb',
  '-----BEGIN PRIVATE KEY-----',
  '"; DROP TABLE',
  '<script>',
  'x'.repeat(400),
];

/** Every place in a record where a string stands. */
function* stringPlaces(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value === 'string') yield path;
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* stringPlaces(item, [...path, at]);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* stringPlaces(item, [...path, name]);
  }
}

function replaced(record: AuditRecord, path: (string | number)[], text: string): AuditRecord {
  const copy = structuredClone(record) as unknown as Record<string | number, unknown>;
  let place = copy;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  place[path.at(-1)!] = text;
  return copy as unknown as AuditRecord;
}

describe('any audit record', () => {
  for (const kind of kindNames) {
    it(`of kind ${kind} is read back as it was written, and takes no code, path or secret`, () => {
      fc.assert(
        fc.property(arbitraryRecord(kind), record => {
          const encoded = encodeRecord(record);
          assert.ok(encoded.length <= 65_535);
          assert.deepEqual(encodeRecord(decodeRecord(encoded)), encoded);
          assert.equal(readHead(encoded)?.kind, kind);
          for (const path of stringPlaces(record)) {
            for (const text of forbidden) {
              assert.throws(() => encodeRecord(replaced(record, path, text)), `${path.join('.')} took ${text}`);
            }
          }
        }),
        { numRuns: 8 },
      );
    });
  }
});
