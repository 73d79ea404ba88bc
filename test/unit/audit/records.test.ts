import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { tailLine } from '../../../server/audit/describe.ts';
import { jsonSchemaOf, schemaMarkdown } from '../../../server/audit/documentation.ts';
import { decodeRecord, encodeRecord, InvalidAuditRecord, kindNames, readHead } from '../../../server/audit/records.ts';
import { softwareVersion } from '../../../server/version.ts';

type Schema = ReturnType<typeof jsonSchemaOf>;

/** Every leaf of a schema with its path. */
function leaves(schema: Schema, path = ''): [string, Schema][] {
  if (schema.anyOf) return schema.anyOf.flatMap(one => leaves(one, path));
  if (schema.items) return leaves(schema.items, `${path}[]`);
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, one]) => leaves(one, path ? `${path}.${name}` : name));
  }
  return [[path, schema]];
}

const stop = {
  v: 1,
  index: 7,
  time: 1_800_000_000_000,
  id: '0199f3a0-0000-7000-8000-000000000001',
  kind: 'log.stop',
  session: '0199f3a0-0000-7000-8000-000000000002',
  reason: 'shutdown',
} as const;

describe('audit records', () => {
  it('have no field for free text: every string is an enumeration or a bounded pattern', () => {
    for (const kind of kindNames) {
      for (const [path, leaf] of leaves(jsonSchemaOf(kind))) {
        if (leaf.type !== 'string' || leaf.enum || leaf.const) continue;
        const pattern = leaf.pattern ?? '';
        assert.ok(pattern.startsWith('^') && pattern.endsWith('$'), `${kind} ${path} is free text`);
        const bounded = pattern.includes('(?=.{1,') || !/[*+](?![^[]*\])/.test(pattern);
        assert.ok(bounded, `${kind} ${path} has no longest length: ${pattern}`);
      }
    }
  });

  it('have bounded numbers and lists, and a meaning for each field', () => {
    for (const kind of kindNames) {
      const schema = jsonSchemaOf(kind);
      for (const [path, leaf] of leaves(schema)) {
        if (leaf.type === 'integer' || (leaf.type === 'number' && leaf.const === undefined)) {
          assert.ok(leaf.minimum !== undefined && leaf.maximum !== undefined, `${kind} ${path} is unbounded`);
        }
      }
    }
    assert.equal(/\| {2}\|$/m.test(schemaMarkdown()), false);
  });

  it('are documented field by field in docs/audit.md', async () => {
    const documentation = await readFile(join(import.meta.dirname, '../../../docs/audit.md'), 'utf8');
    const [, generated] = documentation.split('<!-- schema: made by `intramural audit schema` -->\n');
    assert.equal(generated, schemaMarkdown());
  });

  it('name the version of the software that package.json names', async () => {
    const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    assert.equal(softwareVersion, manifest.version);
  });

  it('have one encoding: fields in the order of the schema, without spaces', () => {
    const encoded =
      '{"v":1,"index":7,"time":1800000000000,"id":"0199f3a0-0000-7000-8000-000000000001","kind":"log.stop",' +
      '"session":"0199f3a0-0000-7000-8000-000000000002","reason":"shutdown"}';
    assert.equal(encodeRecord(stop).toString(), encoded);
    const { reason, kind, ...rest } = stop;
    assert.equal(encodeRecord({ reason, kind, ...rest }).toString(), encoded);
    assert.deepEqual(decodeRecord(Buffer.from(encoded)), stop);
    assert.deepEqual(readHead(Buffer.from(encoded)), {
      index: 7,
      time: 1_800_000_000_000,
      id: stop.id,
      kind: 'log.stop',
    });
    assert.throws(() => decodeRecord(Buffer.from(encoded.replace('"v":1,', '"v": 1,'))), InvalidAuditRecord);
    assert.throws(() => decodeRecord(Buffer.from('{')), InvalidAuditRecord);
    assert.equal(readHead(Buffer.from('{"v":2,"index":7}')), null);
  });

  it('refuse unknown kinds, unknown fields and wrong values, and tell no value in the message', () => {
    const wrong = [
      { ...stop, kind: 'log.pause' },
      { ...stop, note: 'hunter2' },
      { ...stop, reason: 'hunter2' },
      { ...stop, session: 'hunter2' },
      { ...stop, index: -1 },
      { ...stop, v: 2 },
    ];
    for (const record of wrong) {
      assert.throws(
        () => encodeRecord(record as never),
        (error: Error) => error instanceof InvalidAuditRecord && !error.message.includes('hunter2'),
      );
    }
  });

  it('are shown on one line each, aligned', () => {
    const line = tailLine(stop);
    assert.equal(
      line,
      '       7  2027-01-15 08:00:00.000  log.stop            -                         -             -                           ' +
        'session 0199f3a0-0000-7000-8000-000000000002, reason shutdown',
    );
  });
});
