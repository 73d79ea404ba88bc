import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolListener } from '../upstream/pool.ts';
import type { ReplicaState } from '../upstream/upstream.ts';
import type { Summary } from './call.ts';

/**
 * What `/metrics` shows. Names of OpenTelemetry's GenAI conventions where they have one (dots as underscores, unit behind), our
 * own namespace for the rest. Labels are words of ours and configured names: never a person, a path or a request.
 */
export interface Metrics extends PoolListener {
  registry: Registry;
  observe(summary: Summary): void;
  refusedBeforeAdmission(code: string): void;
  tokenRefused(reason: string): void;
  egressRefused(reason: string): void;
  auditFailed(): void;
}

/** Seconds. From a warm small model to the deadline of a large one. */
const latency = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
/** Seconds. The gateway's own stages. */
const stageLatency = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384];

export interface Observed {
  underWay(): Iterable<readonly [model: string, count: number]>;
  replicas(): Iterable<readonly [model: string, replica: ReplicaState]>;
}

export function createMetrics({ underWay, replicas }: Observed): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const usage = new Histogram({
    name: 'gen_ai_client_token_usage',
    help: 'Tokens of prompts (input) and answers (output), as the model counted them.',
    labelNames: ['gen_ai_request_model', 'gen_ai_token_type'] as const,
    buckets: tokens,
    registers,
  });
  const firstToken = new Histogram({
    name: 'gen_ai_server_time_to_first_token_seconds',
    help: 'From the request to the model until its first text.',
    labelNames: ['gen_ai_request_model'] as const,
    buckets: latency,
    registers,
  });
  const duration = new Histogram({
    name: 'gen_ai_server_request_duration_seconds',
    help: 'From receipt to the last byte, by how it ended.',
    labelNames: ['gen_ai_request_model', 'outcome'] as const,
    buckets: latency,
    registers,
  });
  const stage = new Histogram({
    name: 'intramural_stage_duration_seconds',
    help: 'Time in each stage of the gateway.',
    labelNames: ['stage'] as const,
    buckets: stageLatency,
    registers,
  });
  const redactions = new Counter({
    name: 'intramural_redactions_total',
    help: 'Places replaced before a prompt left, by class.',
    labelNames: ['class'] as const,
    registers,
  });
  const cancelled = new Counter({
    name: 'intramural_cancelled_total',
    help: 'Requests ended before their answer was whole, by whom.',
    labelNames: ['by'] as const,
    registers,
  });
  const refused = new Counter({
    name: 'intramural_refused_total',
    help: 'Requests refused before they were admitted: not signed in, malformed, too large.',
    labelNames: ['code'] as const,
    registers,
  });
  const refusedTokens = new Counter({
    name: 'intramural_tokens_refused_total',
    help: 'Tokens of the single sign-on that were not taken, by why.',
    labelNames: ['reason'] as const,
    registers,
  });
  const egress = new Counter({
    name: 'intramural_egress_refused_total',
    help: 'Connections that the egress rules forbade.',
    labelNames: ['reason'] as const,
    registers,
  });
  const auditFailures = new Counter({
    name: 'intramural_audit_failures_total',
    help: 'Requests that were refused or cut short because they could not be recorded.',
    registers,
  });
  new Gauge({
    name: 'intramural_requests_under_way',
    help: 'Requests at each model that somebody may still wait for.',
    labelNames: ['gen_ai_request_model'] as const,
    registers,
    collect() {
      for (const [model, count] of underWay()) this.set({ gen_ai_request_model: model }, count);
    },
  });
  new Gauge({
    name: 'intramural_replica_up',
    help: '1 where requests are sent to this replica, 0 where they are kept away from it.',
    labelNames: ['gen_ai_request_model', 'replica'] as const,
    registers,
    collect() {
      this.reset();
      for (const [model, { id, state }] of replicas()) {
        this.set({ gen_ai_request_model: model, replica: id }, state === 'closed' ? 1 : 0);
      }
    },
  });
  const again = new Counter({
    name: 'intramural_asked_again_total',
    help: 'Requests for which another replica was asked before the first word: the one before had failed, or kept silent.',
    labelNames: ['replica', 'why'] as const,
    registers,
  });

  return {
    registry,
    askedAgain: (replica, why) => again.inc({ replica, why }),
    observe: summary => {
      const model = { gen_ai_request_model: summary.model };
      duration.observe({ ...model, outcome: summary.outcome }, summary.timings.total_ms / 1000);
      if (summary.timings.first_token_ms !== null) firstToken.observe(model, summary.timings.first_token_ms / 1000);
      if (summary.promptTokens !== null) usage.observe({ ...model, gen_ai_token_type: 'input' }, summary.promptTokens);
      if (summary.completionTokens !== null) {
        usage.observe({ ...model, gen_ai_token_type: 'output' }, summary.completionTokens);
      }
      for (const [name, micros] of Object.entries(summary.stages)) stage.observe({ stage: name }, micros / 1_000_000);
      for (const { class: name, count } of summary.redactions) redactions.inc({ class: name }, count);
      if (summary.endedBy !== null) cancelled.inc({ by: summary.endedBy });
      if (!summary.recorded) auditFailures.inc();
    },
    refusedBeforeAdmission: code => refused.inc({ code }),
    tokenRefused: reason => refusedTokens.inc({ reason }),
    egressRefused: reason => egress.inc({ reason }),
    auditFailed: () => auditFailures.inc(),
  };
}
