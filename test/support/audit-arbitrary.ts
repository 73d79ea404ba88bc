import fc from 'fast-check';
import { jsonSchemaOf } from '../../server/audit/documentation.ts';
import type { AuditRecord, Kind } from '../../server/audit/records.ts';

/** Records drawn from the schema itself: whatever the schema allows, sooner or later. */

type Schema = ReturnType<typeof jsonSchemaOf>;

function stringOf(schema: Schema): fc.Arbitrary<string> {
  const pattern = schema.pattern ?? '';
  // Two patterns use what fast-check cannot draw from: a look-ahead, and classes of Unicode.
  if (pattern.startsWith('^(?=')) return fc.constantFrom('finished', 'local_token', 'cursor_in_secret');
  if (pattern.includes('\\p{')) return fc.constantFrom('payments', '零售银行部', 'Équipe 7');
  if (schema.format === 'ipv4') return fc.ipV4();
  return fc.stringMatching(new RegExp(pattern)).filter(text => !text.includes('\n'));
}

function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return arbitraryOf(schema.anyOf[0]!);
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum!, max: Math.min(schema.maximum!, Number.MAX_SAFE_INTEGER) });
    case 'number':
      return fc.double({ min: schema.minimum!, max: schema.maximum!, noNaN: true }).map(value => value + 0);
    case 'array':
      return fc.array(arbitraryOf(schema.items!), { maxLength: 4 });
    default: {
      const fields = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, arbitraryOf(property)]),
      );
      return fc.record(fields, { requiredKeys: schema.required ?? [] });
    }
  }
}

const made = new Map<Kind, fc.Arbitrary<AuditRecord>>();

export function arbitraryRecord(kind: Kind): fc.Arbitrary<AuditRecord> {
  const known = made.get(kind) ?? (arbitraryOf(jsonSchemaOf(kind)) as fc.Arbitrary<AuditRecord>);
  made.set(kind, known);
  return known;
}
