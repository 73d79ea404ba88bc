import assert from 'node:assert/strict';
import { v7 } from 'uuid';
import { noFacts } from '../../telemetry/metrics/adoption.ts';
import { type Batch, simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay } from '../../telemetry/simulate/fill.ts';
import type { Truth } from '../../telemetry/simulate/truth.ts';
import { keepOne } from './break-glass.ts';
import { person, startConsole, type TestConsole } from './console.ts';

/** A console over two weeks of a simulated bank, with inferences, addresses and a capture in its audit log. */

/** A person with every role, and another. */
export const token = 'imt_everything';
export const newcomer = 'imt_newcomer';

/** With what every figure must be. */
export async function startConsoleOfBank(): Promise<{ console: TestConsole; truth: Truth }> {
  const roles = ['developer', 'lead', 'security', 'admin'] as const;
  const console = await startConsole({
    people: { [token]: person('local:ada', roles), [newcomer]: person('local:new', roles) },
    now: () => Date.parse('2026-09-14T18:00:00Z'),
    facts: {
      ...noFacts,
      seats: 40,
      holidays: ['2026-09-10'],
      prices: { currency: 'CNY', tiers: { small: { gpu_hour: 18, at_once: 4 } } },
    },
  });
  const simulation = simulate({ seats: 40, days: 14, seed: 4, until: '2026-09-14' });
  const waiting: Promise<unknown>[] = [];
  const batches: Batch[] = [];
  for (const batch of simulation.batches) {
    batches.push(batch);
    const { person: sender, receivedAt, events } = batch;
    waiting.push(
      console.store.ingest({
        user: sender.subject,
        team: sender.team,
        receivedAt,
        events: events.map((event, index) => ({ index, event })),
      }),
    );
  }
  await Promise.all(waiting);
  await console.store.addAnswers(answersOfDay(batches, subject => subject));
  await giveOwnData(console);
  await accept(console, await writeInference(console, true));
  await writeInference(console, false);
  const { gatewayLog } = console;
  await gatewayLog.append({ kind: 'egress.dialled', address: '10.20.0.7', port: 8000, purpose: 'model' });
  await gatewayLog.append({
    kind: 'egress.refused',
    host: 'example.com',
    port: 443,
    purpose: 'model',
    reason: 'address_not_allowed',
  });
  await keepOne(console);
  return { console, truth: simulation.truth };
}

/** Suggestions of the person who looks. */
export async function giveOwnData({ origin }: TestConsole): Promise<void> {
  const { batches } = simulate({ seats: 3, days: 2, seed: 12, until: '2026-09-02' });
  const [batch] = batches;
  const response = await fetch(`${origin}/v1/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ events: batch!.events }),
  });
  assert.equal(response.status, 200);
}

async function writeInference({ gatewayLog }: TestConsole, stripped: boolean): Promise<string> {
  const audit_id = v7();
  const digest = 'A'.repeat(43);
  await gatewayLog.append({
    kind: 'inference.start',
    audit_id,
    subject: { name: 'local:ada', by: 'local_token', team: 'Payments' },
    document: { language: 'java' },
    trigger: 'automatic',
    model: { name: 'bank-coder-a', tier: 'small', engine: 'llama.cpp', template: 'qwen2.5-coder' },
    policy_version: '0123456789abcdef',
    prompt: { before: digest, after: digest, characters: 1200, tokens: 310 },
    redactions: stripped
      ? [{ rule: 'aws-access-token', class: 'provider_token', part: 'document', start: 120, end: 140, confidence: 1 }]
      : [],
    decisions: [{ stage: 'authenticate', decision: 'allow', reason: 'local_token' }],
  });
  await gatewayLog.append({
    kind: 'inference.end',
    audit_id,
    result: stripped ? 'completed' : 'failed',
    guards: [],
    decisions: [{ stage: 'record', decision: 'allow', reason: 'written' }],
    timings: { redact: 800, stream: 120_000, total: 124_000 },
    ...(stripped
      ? { output: { before: digest, after: digest, characters: 40, characters_after: 40 } }
      : { error: { class: 'upstream' as const, code: 'upstream_unreachable' } }),
  });
  return audit_id;
}

/** The suggestion of an inference was shown, accepted and kept. */
async function accept({ origin }: TestConsole, audit_id: string): Promise<void> {
  const [batch] = simulate({ seats: 1, days: 2, seed: 5, until: '2026-09-02' }).batches;
  const model = batch!.events.find(event => event.kind === 'suggested')!;
  const base = { suggestion_id: v7(), client_session_id: v7(), schema_version: 1, at: model.at };
  const events = [
    { ...model, ...base, audit_id, seq: 0 },
    { ...base, kind: 'shown', seq: 1, shown_source: 'api', shown_ms: 900, seen_threshold_ms: 500 },
    { ...base, kind: 'accepted', seq: 2, characters: 40, lines: 1, whole: true },
    { ...base, kind: 'retained', seq: 3, after_s: 30, characters: 40, censored: null },
  ];
  const response = await fetch(`${origin}/v1/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ events }),
  });
  assert.equal(response.status, 200);
}
