import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { type AuditLog, openAuditLog } from '../../../server/audit/log.ts';
import { AuditReader } from '../../../server/audit/read.ts';
import type { AuditDraft, AuditRecord } from '../../../server/audit/records.ts';
import type { AuditFilters } from '../../../server/audit/search/filters.ts';
import { AuditSearch, type Position } from '../../../server/audit/search/search.ts';
import type { Database } from '../../../telemetry/store/database.ts';
import { openDuckDB } from '../../../telemetry/store/duckdb.ts';
import { endDraft, keys, startDraft, temporaryFolder } from '../../unit/audit/samples.ts';

/** A search finds what a plain walk over all records finds, in the same order, page by page. */
describe('any search of the audit log', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: Database;
  let search: AuditSearch;
  const records: { writer: string; record: AuditRecord }[] = [];

  const pick = <T>(at: number, values: readonly T[]) => values[at % values.length]!;
  const languages = ['java', 'python', 'sql'];
  const names = ['alice', 'bob', 'carol'];
  const rules = ['pem-private-key', 'assigned-password'];
  const states = ['shown', 'accepted_full', 'rejected'] as const;

  /** Drafts of one inference, all its properties drawn from its number. */
  function inference(at: number): AuditDraft[] {
    const audit_id = `0199f3a0-0000-7000-8000-${String(at).padStart(12, '0')}`;
    const findings = Array.from({ length: at % 3 }, (_, one) => ({
      rule: pick(at + one, rules),
      class: 'secret',
      part: 'document',
      start: 0,
      end: 5,
      confidence: 1,
      allowed: one === 1,
    }));
    const drafts: AuditDraft[] = [
      startDraft({
        audit_id,
        subject: { name: pick(at, names), by: 'oidc', team: pick(at, ['red', 'blue']) },
        document: { language: pick(at, languages), path: String(at % 5).repeat(43) },
        redactions: findings,
        decisions: at % 11 === 0 ? [{ stage: 'policy', decision: 'deny', reason: 'path_excluded' }] : [],
      } as never),
    ];
    if (at % 7 !== 0) {
      const result = pick(at, ['completed', 'cancelled', 'completed', 'failed'] as const);
      drafts.push({ ...endDraft(), audit_id, result } as AuditDraft);
    }
    if (at % 2 === 0) {
      const suggestion_id = audit_id;
      drafts.push({ kind: 'inference.outcome', audit_id, suggestion_id, seq: 1, state: pick(at, states) });
    }
    return drafts;
  }

  before(async () => {
    folder = await temporaryFolder();
    let now = 1_800_000_000_000;
    const open = (writer: string): Promise<AuditLog> =>
      openAuditLog({
        directory: join(folder.path, writer),
        keys,
        software: '0.1.0',
        recordsPerSegment: 256,
        clock: () => (now += 7),
      });
    const gateway = await open('gateway');
    const console = await open('console');
    const logs = ['gateway', 'console'].map(writer => ({ writer, directory: join(folder.path, writer) }));
    database = await openDuckDB({ file: ':memory:' });
    search = await AuditSearch.open(database, logs);
    for (let at = 0; at < 250; at++) {
      for (const draft of inference(at)) await gateway.append(draft);
      if (at % 10 === 0) {
        const subject = { name: pick(at, names), by: 'oidc' } as const;
        await console.append({ kind: 'log.read', subject, view: 'list', filters: [] });
        await gateway.append({ kind: 'egress.refused', purpose: 'model', reason: 'not_allowed', port: at });
      }
      // In pieces, as a console does that looks every few seconds.
      if (at % 60 === 0) await search.refresh();
    }
    await gateway.close();
    await console.close();
    await search.refresh();
    for (const { writer, directory } of logs) {
      const reader = new AuditReader(directory);
      for (const entry of await reader.entries(0, await reader.refresh())) {
        records.push({ writer, record: JSON.parse(entry.toString()) as AuditRecord });
      }
    }
  });
  after(async () => {
    await database.close();
    await folder.remove();
  });

  /** The same question, asked of every record in turn. */
  function walk(filters: AuditFilters): Position[] {
    const rowsOf = (id: string) => records.filter(({ record }) => 'audit_id' in record && record.audit_id === id);
    const inferenceOnly = [
      filters.path,
      filters.language,
      filters.rule,
      filters.decision,
      filters.result,
      filters.outcome,
    ].some(value => value !== undefined);
    const fits = ({ record }: { record: AuditRecord }): boolean => {
      if (filters.from !== undefined && record.time < filters.from) return false;
      if (filters.to !== undefined && record.time > filters.to) return false;
      if (inferenceOnly ? record.kind !== 'inference.start' : filters.kinds && !filters.kinds.includes(record.kind)) {
        return false;
      }
      const subject = 'subject' in record ? record.subject : undefined;
      if (filters.pseudonyms && !filters.pseudonyms.includes(subject?.pseudonym ?? '')) return false;
      if (filters.team !== undefined && subject?.team !== filters.team) return false;
      if (record.kind !== 'inference.start') return true;
      const others = rowsOf(record.audit_id).map(one => one.record);
      const end = others.find(one => one.kind === 'inference.end');
      const worst = (decisions: { decision: string }[]) =>
        decisions.some(({ decision }) => decision === 'deny') ? 'deny' : 'allow';
      if (filters.path !== undefined && record.document?.path !== filters.path) return false;
      if (filters.language !== undefined && record.document?.language !== filters.language) return false;
      if (filters.rule !== undefined && !record.redactions.some(({ rule }) => rule === filters.rule)) return false;
      if (filters.decision !== undefined) {
        const decided = [worst(record.decisions), ...(end ? [worst(end.decisions)] : [])];
        if (!decided.includes(filters.decision)) return false;
      }
      if (filters.result === 'under_way' && end) return false;
      if (filters.result !== undefined && filters.result !== 'under_way' && end?.result !== filters.result)
        return false;
      if (filters.outcome === undefined) return true;
      return others.some(one => one.kind === 'inference.outcome' && one.state === filters.outcome);
    };
    return records
      .filter(fits)
      .map(({ writer, record }) => ({ time: record.time, writer, index: record.index }))
      .sort((a, b) => b.time - a.time || (a.writer < b.writer ? 1 : -1) || b.index - a.index);
  }

  const times = fc.integer({ min: 1_800_000_000_000, max: 1_800_000_007_000 });
  const filters = fc.record(
    {
      from: times,
      to: times,
      kinds: fc.subarray(['inference.start', 'inference.end', 'log.read', 'egress.refused'] as const, { minLength: 1 }),
      team: fc.constantFrom('red', 'blue'),
      path: fc.constantFrom('1'.repeat(43), '2'.repeat(43), 'x'.repeat(43)),
      language: fc.constantFrom(...languages),
      rule: fc.constantFrom(...rules),
      decision: fc.constantFrom('allow', 'deny'),
      result: fc.constantFrom('completed', 'cancelled', 'failed', 'under_way'),
      outcome: fc.constantFrom(...states),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<AuditFilters>;

  it('finds what a walk over all records finds, page by page', async function () {
    this.timeout(30_000);
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.constantFrom(...names)),
        async (asked, limit, name) => {
          const wanted = name === null ? asked : { ...asked, pseudonyms: await search.pseudonymsOf(name) };
          const found: Position[] = [];
          let page = await search.find(wanted, limit);
          found.push(...page.hits);
          while (page.next) {
            page = await search.find(wanted, limit, page.next);
            assert.ok(page.hits.length > 0);
            found.push(...page.hits);
          }
          assert.deepEqual(found, walk(wanted));
          assert.equal(await search.count(wanted), found.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts redactions as a walk counts them', async () => {
    const counts = await search.redactions({ language: 'java' });
    const findings = records.flatMap(({ record }) =>
      record.kind === 'inference.start' && record.document?.language === 'java' ? record.redactions : [],
    );
    for (const { rule, findings: count, allowed } of counts) {
      const own = findings.filter(one => one.rule === rule);
      assert.deepEqual([count, allowed], [own.length, own.filter(one => one.allowed).length]);
    }
    assert.equal(
      counts.reduce((sum, { findings: count }) => sum + count, 0),
      findings.length,
    );
  });

  it('shows each address dialled or refused, and reads a hit from its log', async () => {
    const lines = await search.egress();
    assert.equal(lines.length, 25);
    assert.ok(lines.every(({ refused, reason }) => refused && reason === 'not_allowed'));
    const { hits } = await search.find({ kinds: ['log.read'] }, 1);
    assert.equal((await search.record(hits[0]!))?.kind, 'log.read');
  });
});
