import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { checkBatch } from '../../../telemetry/schema/validate.ts';
import { simulate } from '../../../telemetry/simulate/deliver.ts';

const { batches } = simulate({ seats: 3, days: 4, seed: 5, until: '2026-09-04' });
const genuine = [...batches].flatMap(({ events }) => events).slice(0, 400);

/** What may stand in a stored string: nothing that a statement, a path or a sentence could be written in. */
const harmless = /^[A-Za-z0-9][A-Za-z0-9 ._:@+#/-]*$/;
const longest = 100;

describe('telemetry validation, whatever comes', () => {
  it('never throws, and refuses what is no batch', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        const batch = checkBatch(value);
        assert.ok(batch.kind === 'refused' || Array.isArray((value as { events: unknown }).events));
      }),
      { numRuns: 500 },
    );
  });

  it('lets no event through with any field replaced by free text, unless the text is harmless', () => {
    const event = fc.constantFrom(...genuine);
    fc.assert(
      fc.property(event, fc.nat(), fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (original, at, text) => {
        const field = Object.keys(original)[at % Object.keys(original).length]!;
        const batch = checkBatch({ events: [{ ...original, [field]: text }] });
        assert.equal(batch.kind, 'checked');
        if (batch.kind !== 'checked' || batch.events.length === 0) return;
        assert.match(text, harmless);
        assert.ok(text.length <= longest);
      }),
      { numRuns: 600 },
    );
  });

  it('lets no additional field through, whatever its name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...genuine), fc.string(), fc.jsonValue(), (original, name, value) => {
        if (name in original || name === '__proto__') return;
        const batch = checkBatch({ events: [{ ...original, [name]: value }] });
        assert.ok(batch.kind === 'checked' && batch.events.length === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives every event of a batch exactly one verdict, in order', () => {
    const entry = fc.oneof(fc.constantFrom(...genuine), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), events => {
        const batch = checkBatch({ events });
        assert.equal(batch.kind, 'checked');
        if (batch.kind !== 'checked') return;
        const indexes = [...batch.events, ...batch.refused].map(({ index }) => index).sort((a, b) => a - b);
        assert.deepEqual(
          indexes,
          events.map((_, index) => index),
        );
      }),
      { numRuns: 200 },
    );
  });
});
