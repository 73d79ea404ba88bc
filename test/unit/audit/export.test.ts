import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type OcsfEvent, ocsfEvents } from '../../../server/audit/export/ocsf.ts';
import { frame, syslogMessage } from '../../../server/audit/export/syslog.ts';
import { type AuditRecord, kindNames } from '../../../server/audit/records.ts';
import { arbitraryRecord } from '../../support/audit-arbitrary.ts';

const context = { origin: 'intramural/audit/test', software: '0.1.0' };

/** The published schema of OCSF 1.8.0, class by class (see test/fixtures/ocsf/README.md). */
const fixtures = join(import.meta.dirname, '../../fixtures/ocsf');
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = new Map(
  [
    [6003, 'api_activity'],
    [2006, 'data_security_finding'],
    [3002, 'authentication'],
    [1008, 'event_log_actvity'],
    [4001, 'network_activity'],
  ].map(([uid, name]) => [uid, ajv.compile(JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')))]),
);

function assertPublished(event: OcsfEvent): void {
  const validate = validators.get(event.class_uid as number)!;
  assert.ok(validate(event), `${JSON.stringify(event)}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

/** Records drawn once for all tests. */
const drawn = new Map(kindNames.map(kind => [kind, fc.sample(arbitraryRecord(kind), { numRuns: 6, seed: 7 })]));
const some = (kind: (typeof kindNames)[number]): AuditRecord[] => drawn.get(kind)!;

describe('export as OCSF', () => {
  for (const kind of kindNames) {
    it(`of ${kind} is valid against the published schema`, () => {
      for (const record of some(kind)) {
        const events = ocsfEvents(record, context);
        assert.ok(events.length >= 1);
        for (const event of events) {
          assertPublished(event);
          const { sequence } = event.metadata as { sequence: number };
          assert.equal(sequence, record.index);
        }
      }
    });
  }

  it('refuses a wrong event: the schema is not asleep', () => {
    const [event] = ocsfEvents(some('log.stop')[0]!, context);
    const validate = validators.get(1008)!;
    assert.equal(validate({ ...event, severity_id: 77 }), false);
    assert.equal(validate({ ...event, stray: 1 }), false);
    const { metadata, ...without } = event!;
    assert.equal(validate(without), false);
  });

  it('gives each redaction a finding of its own, with rule, class and place', () => {
    const record = some('inference.start').find(
      one => one.kind === 'inference.start' && one.redactions.length > 1,
    ) as Extract<AuditRecord, { kind: 'inference.start' }>;
    const [activity, ...findings] = ocsfEvents(record, context);
    assert.equal(activity!.class_uid, 6003);
    assert.deepEqual(
      findings.map(finding => (finding.data_security as { detection_pattern: string }).detection_pattern),
      record.redactions.map(({ rule }) => rule),
    );
    const uids = [activity, ...findings].map(event => (event!.metadata as { uid: string }).uid);
    assert.equal(new Set(uids).size, 1 + record.redactions.length);
  });
});

describe('export as syslog', () => {
  it('writes the header of RFC 5424', () => {
    const record: AuditRecord = {
      v: 1,
      index: 12,
      time: 1_800_000_000_000,
      id: '0199f3a0-0000-7000-8000-000000000001',
      kind: 'log.gap',
      reason: 'disk_full',
      since: 1,
      until: 2,
    };
    assert.equal(
      syslogMessage(record, { host: 'proxy 1' }),
      '<108>1 2027-01-15T08:00:00.000Z proxy1 intramural - log.gap ' +
        '[audit@32473 index="12" id="0199f3a0-0000-7000-8000-000000000001"] ' +
        JSON.stringify(record),
    );
  });

  it('writes messages of that shape for every kind, without a line end inside', () => {
    const shape =
      /^<1(08|09|10)>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z bank intramural - [a-z_.]{1,32} \[audit@32473 index="\d+" id="[0-9a-f-]{36}"\] \{.*\}$/;
    for (const kind of kindNames) {
      for (const record of some(kind)) assert.match(syslogMessage(record, { host: 'bank' }), shape);
    }
  });

  it('counts octets, not characters', () => {
    assert.deepEqual(frame('零a'), Buffer.from('4 零a'));
  });
});
