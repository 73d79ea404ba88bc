import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { v7 } from 'uuid';
import type { AuditRecord, RecordKind } from '../../server/audit/records.ts';
import { Outcomes } from '../../server/console/outcomes.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import { person, startConsole, type TestConsole } from '../support/console.ts';
import { endDraft, startDraft } from '../unit/audit/samples.ts';

const tokens = { ada: 'imt_ada', eve: 'imt_eve', security: 'imt_security' };
const session = v7();

type EventBody = { kind: SuggestionEvent['kind'] } & Record<string, unknown>;

/** From the desk to what was kept, over the gateway's log and the console's. */
describe('the life of an inference', function () {
  this.timeout(30_000);
  let console: TestConsole;
  let cookie = '';
  const auditId = v7();
  const suggestionId = v7();

  const suggested = (audit_id: string): EventBody => ({
    kind: 'suggested',
    request_id: v7(),
    audit_id,
    language: 'java',
    file_kind: 'main',
    editor: 'Visual Studio Code',
    editor_version: '1.100.0',
    extension_version: '0.1.0',
    model: 'bank-coder-a',
    tier: 'small',
    source: 'network',
    trigger: 'automatic',
    multi_line: false,
    characters: 40,
    lines: 1,
    stop_reason: null,
    requested_at: Date.now(),
    first_token_ms: 40,
    answered_ms: 90,
    drawn_ms: 95,
  });
  const event = (suggestion_id: string, seq: number, body: EventBody): SuggestionEvent =>
    ({
      suggestion_id,
      seq,
      client_session_id: session,
      schema_version: 1,
      at: Date.now(),
      ...body,
    }) as unknown as SuggestionEvent;
  const life = [
    event(suggestionId, 0, suggested(auditId)),
    event(suggestionId, 1, { kind: 'shown', shown_source: 'heuristic', shown_ms: 812, seen_threshold_ms: 500 }),
    event(suggestionId, 2, { kind: 'accepted', characters: 40, lines: 1, whole: true }),
    event(suggestionId, 3, { kind: 'retained', after_s: 30, characters: 38, censored: null }),
  ];

  async function tell(events: SuggestionEvent[], token: string): Promise<void> {
    const response = await fetch(`${console.origin}/v1/telemetry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ events }),
    });
    assert.equal(response.status, 200);
    assert.deepEqual(((await response.json()) as { refused: unknown[] }).refused, []);
  }

  const get = (path: string) => fetch(`${console.origin}/console/api/audit${path}`, { headers: { cookie } });
  const json = async <T>(path: string) => (await (await get(path)).json()) as T;

  async function own(): Promise<AuditRecord[]> {
    const { records } = await console.ownRecords().page({ limit: 200 });
    return records.reverse();
  }
  const outcomes = async () =>
    (await own()).filter((record): record is RecordKind<'inference.outcome'> => record.kind === 'inference.outcome');

  before(async () => {
    console = await startConsole({
      people: {
        [tokens.ada]: person('local:ada', ['developer']),
        [tokens.eve]: person('local:eve', ['developer']),
        [tokens.security]: person('local:security', ['security']),
      },
    });
    const response = await fetch(`${console.origin}/console/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: tokens.security }),
    });
    cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    const { gatewayLog } = console;
    await gatewayLog.append(
      startDraft({
        audit_id: auditId,
        subject: { name: 'local:ada', by: 'local_token', team: 'Payments' },
        document: {
          repository: gatewayLog.digest('repository', 'https://git.bank.example/core'),
          path: gatewayLog.digest('path', 'src/Account.java'),
          language: 'java',
        },
      }),
    );
    await gatewayLog.append({ ...endDraft(), audit_id: auditId } as never);
    await gatewayLog.append({ kind: 'egress.dialled', address: '10.1.2.3', port: 8000, purpose: 'model' });
    await gatewayLog.append({
      kind: 'egress.refused',
      address: '8.8.8.8',
      port: 443,
      purpose: 'model',
      reason: 'address_not_allowed',
    });
    await tell(life.slice(0, 2), tokens.ada);
    await tell(life.slice(2), tokens.ada);
  });
  after(async () => {
    await console.close();
    assert.deepEqual(console.failures, []);
  });

  it('is linked to what became of the suggestion, each update once', async () => {
    const expected = [
      [auditId, 'shown', 812, undefined],
      [auditId, 'accepted_full', undefined, 40],
      [auditId, 'retained', undefined, 38],
    ];
    const seen = async () =>
      (await outcomes()).map(({ audit_id, state, shown_ms, characters }) => [audit_id, state, shown_ms, characters]);
    assert.deepEqual(await seen(), expected);
    await tell(life, tokens.ada);
    await tell(life.slice(1), tokens.ada);
    assert.deepEqual(await seen(), expected);
  });

  it('is shown in order over both logs, with the person', async () => {
    const { steps } = await json<{ steps: { writer: string; record: AuditRecord; person: string | null }[] }>(
      `/${auditId}`,
    );
    assert.deepEqual(
      steps.map(({ writer, record, person: who }) => [
        writer,
        record.kind === 'inference.outcome' ? record.state : record.kind,
        who,
      ]),
      [
        ['gateway', 'inference.start', 'local:ada'],
        ['gateway', 'inference.end', null],
        ['console', 'shown', 'local:ada'],
        ['console', 'accepted_full', 'local:ada'],
        ['console', 'retained', 'local:ada'],
      ],
    );
    const byOutcome = await json<{ steps: unknown[] }>(`/${(await outcomes())[0]!.id}`);
    assert.equal(byOutcome.steps.length, 5);
  });

  it('does not believe what another person tells of it', async () => {
    const forged = v7();
    await tell(
      [event(forged, 10, suggested(auditId)), event(forged, 11, { kind: 'ended', outcome: 'rejected', reason: null })],
      tokens.eve,
    );
    const { steps } = await json<{ steps: { record: AuditRecord; foreign?: true }[] }>(`/${auditId}`);
    assert.deepEqual(
      steps.map(({ foreign }) => foreign ?? false),
      [false, false, false, false, false, true],
    );
  });

  it('is found by every filter, and by none that does not fit', async () => {
    const fits: Record<string, [string, string]> = {
      person: ['local:ada', 'local:eve'],
      team: ['Payments', 'Trading'],
      repository: ['https://git.bank.example/core', 'https://git.bank.example/other'],
      path: ['src/Account.java', 'src/Other.java'],
      language: ['java', 'cobol'],
      model: ['qwen2.5-coder-0.5b', 'other'],
      tier: ['small', 'large'],
      rule: ['pem-private-key', 'iban'],
      class: ['private-key', 'card'],
      decision: ['redacted', 'deny'],
      result: ['completed', 'failed'],
      outcome: ['retained', 'ignored'],
      from: [new Date(Date.now() - 60_000).toISOString(), new Date(Date.now() + 60_000).toISOString()],
    };
    for (const [name, [yes, no]] of Object.entries(fits)) {
      for (const [value, expected] of [
        [yes, 1],
        [no, 0],
      ] as const) {
        const { lines } = await json<{ lines: unknown[] }>(`?${new URLSearchParams({ [name]: value })}`);
        assert.equal(lines.length, expected, `${name}=${value}`);
      }
    }
    const [read] = (await own()).reverse();
    assert.deepEqual((read as RecordKind<'log.read'>).filters, ['time']);
    assert.equal((await get('?outcome=Secret%20text')).status, 400);
    assert.equal((await get('?before=1.gateway')).status, 400);
    assert.equal((await get('?secret=1')).status, 400);
  });

  it('stands in the list with its end and the last word', async () => {
    const { shape, lines } = await json<{
      shape: string;
      lines: { start: AuditRecord; end: RecordKind<'inference.end'>; outcome: string }[];
    }>('?person=local:ada');
    assert.equal(shape, 'inferences');
    assert.equal(lines[0]?.end.result, 'completed');
    assert.equal(lines[0]?.outcome, 'retained', 'and not what another told of it');
  });

  it('counts rules and addresses, and records each look', async () => {
    const { rules } = await json<{ rules: unknown[] }>('/redactions?rule=pem-private-key');
    assert.deepEqual(rules, [
      { rule: 'pem-private-key', class: 'private-key', findings: 1, allowed: 0, inferences: 1 },
    ]);
    const { addresses } = await json<{ addresses: { address: string; refused: boolean }[] }>('/egress');
    assert.deepEqual(addresses.map(({ address, refused }) => [address, refused]).sort(), [
      ['10.1.2.3', false],
      ['8.8.8.8', true],
    ]);
    const reads = (await own()).filter((record): record is RecordKind<'log.read'> => record.kind === 'log.read');
    assert.deepEqual(
      reads.slice(-2).map(({ view }) => view),
      ['redactions', 'egress'],
    );
  });

  it('leaves as a file only after that was recorded, without a secret or code', async () => {
    const response = await get('/export.jsonl?person=local:ada');
    const lines = (await response.text()).trim().split('\n');
    assert.equal(lines.length, 1);
    assert.equal((JSON.parse(lines[0]!) as { audit_id: string }).audit_id, auditId);
    const exported = (await own()).at(-1) as RecordKind<'export'>;
    assert.deepEqual(
      [exported.kind, exported.format, exported.sink, exported.filters],
      ['export', 'jsonl', 'download', ['subject']],
    );
  });

  it('is linked to its inference also where what became of it was told first', async () => {
    const suggestion = v7();
    const early = [
      event(suggestion, 31, { kind: 'shown', shown_source: 'api', shown_ms: 300, seen_threshold_ms: 500 }),
      event(suggestion, 32, { kind: 'shown', shown_source: 'api', shown_ms: 900, seen_threshold_ms: 500 }),
      event(suggestion, 33, { kind: 'accepted', characters: 12, lines: 1, whole: false }),
      event(suggestion, 35, { kind: 'retained', after_s: 30, characters: 11, censored: null }),
    ];
    await tell(early, tokens.ada);
    const of = async () => (await outcomes()).filter(({ suggestion_id }) => suggestion_id === suggestion);
    assert.deepEqual(await of(), []);
    const last = [
      event(suggestion, 34, { kind: 'ended', outcome: 'accepted_partial', reason: null }),
      event(suggestion, 30, suggested(auditId)),
    ];
    await tell(last, tokens.ada);
    await tell(last, tokens.ada);
    await tell(early.slice(1), tokens.ada);
    const told = await of();
    assert.deepEqual(told.map(({ seq, state, audit_id }) => [seq, state, audit_id === auditId]).sort(), [
      [32, 'shown', true],
      [33, 'accepted_partial', true],
      [34, 'accepted_partial', true],
      [35, 'retained', true],
    ]);
    assert.equal(told.find(({ state }) => state === 'shown')?.shown_ms, 900);
  });

  it('is told again after a log that could not be written, and still once', async () => {
    const suggestion = v7();
    const events = [
      event(suggestion, 20, suggested(auditId)),
      event(suggestion, 21, { kind: 'ended', outcome: 'ignored', reason: null }),
      event(suggestion, 22, { kind: 'shown', shown_source: 'api', shown_ms: 5, seen_threshold_ms: 500 }),
    ];
    const written: unknown[] = [];
    let failing = true;
    const recorder = new Outcomes({
      log: {
        append: async draft => {
          if (failing && 'seq' in draft && draft.seq === 22) throw new Error('full');
          written.push(draft);
          return { index: written.length, id: '', time: 0 };
        },
      },
      search: { refresh: async () => undefined, recordedOutcomes: async () => new Set() },
      store: console.store,
    });
    const who = { name: 'local:ada', by: 'local_token' } as const;
    await assert.rejects(recorder.record(who, events, false), /full/);
    failing = false;
    await recorder.record(who, events, true);
    assert.deepEqual(
      written.map(draft => (draft as { seq: number }).seq),
      [21, 22],
    );
  });
});
