// What a gateway adds to the time to the first token, and what it costs: everything on (sign-in, policy, redaction, guard, audit
// with its sync), against the same simulated model server asked directly and, with INTRAMURAL_PORTKEY (folder of the npm
// package @portkey-ai/gateway, installed elsewhere; see gateway/peer.ts), Portkey's gateway without any of these. The targets take
// turns every second, so that whatever else the machine does hits all of them. A gateway has one core to itself; load generator and
// model server share the other. `npm run bench -- gateway [seconds of each row] [--profile FOLDER]`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { configSchema } from '../../server/config/schema.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { loadPolicy } from '../../server/policy/load.ts';
import { startBuiltGateway } from './gateway/built.ts';
import { arrivals, Load } from './gateway/load.ts';
import { startPeer } from './gateway/peer.ts';
import { busyTime, memory, pin, processorTime } from './gateway/process.ts';
import { answer, editorRequest, firstText, plainRequest } from './gateway/scenario.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { profile: { type: 'string' } } });
const seconds = Number(positionals[0] ?? 10);
/** Requests a second offered, as they come from people who know nothing of each other. */
const rates = [50, 100, 200] as const;
/** Streams at once where each asks again as soon as it is answered. */
const streams = [50, 200, 500] as const;
/** Seconds at the highest rate before anything counts: the compiler has done its work, connections and files are open. */
const warmSeconds = 10;
const cores = { load: 0, gateway: 1 } as const;

const home = mkdtempSync(join(tmpdir(), 'intramural-bench-'));
const token = ensureLocalToken(home);
const model = fork(join(import.meta.dirname, 'gateway', 'model.ts'), [], { execArgv: ['--import', 'tsx'] });
const [{ port: modelPort }] = (await once(model, 'message')) as [{ port: number }];
const modelUrl = `http://127.0.0.1:${modelPort}/v1`;
const config = configSchema.parse({
  listen: { port: 0 },
  models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: modelUrl } }],
  limits: { concurrent_per_model: 1000 },
});
const gateway = await startBuiltGateway(
  { config, dataDirectory: home, policy: loadPolicy(undefined), engine: null, consoleUrl: null },
  values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
);
const peer = await startPeer();
pin(process.pid, cores.load);
pin(model.pid as number, cores.load);
pin(gateway.child.pid as number, cores.gateway);
if (peer !== null) pin(peer.child.pid as number, cores.gateway);

class Target {
  readonly name: string;
  readonly pid: number | null;
  readonly load: Load;
  readonly #request: (number: number) => Buffer;
  #asked = 0;
  times: number[] = [];
  processorMs = 0;
  othersMs = 0;
  elapsedMs = 0;

  constructor(name: string, pid: number | null, port: number, request: (number: number) => Buffer) {
    this.name = name;
    this.pid = pid;
    this.load = new Load(port, firstText);
    this.#request = request;
  }

  async ask(): Promise<void> {
    this.times.push(await this.load.ask(this.#request(this.#asked++)));
  }

  forget(): void {
    this.times = [];
    this.processorMs = 0;
    this.othersMs = 0;
    this.elapsedMs = 0;
  }

  /** Runs one turn and adds what it cost. */
  async turn(run: (target: Target) => Promise<void>): Promise<void> {
    const read = () => ({
      own: this.pid === null ? 0 : processorTime(this.pid),
      core: busyTime(cores.gateway),
      at: performance.now(),
    });
    const before = read();
    await run(this);
    const after = read();
    this.processorMs += after.own - before.own;
    this.othersMs += Math.max(0, after.core - before.core - (after.own - before.own));
    this.elapsedMs += after.at - before.at;
  }
}

const direct = new Target('direct', null, modelPort, plainRequest('/v1/completions'));
const through = new Target('Intramural', gateway.child.pid as number, gateway.port, editorRequest(token));
const targets = [direct, through];
if (peer !== null) {
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': modelUrl, authorization: 'Bearer none' };
  targets.push(new Target('Portkey', peer.child.pid as number, peer.port, plainRequest('/v1/completions', headers)));
}

/** Offers requests for a second, whether the ones before are answered or not. */
const offered = (rate: number, seed: number) => async (target: Target) => {
  const startedAt = performance.now();
  const asked: Promise<void>[] = [];
  for (const due of arrivals(rate, 1, seed)) {
    while (performance.now() - startedAt < due) await sleep(1);
    asked.push(target.ask());
  }
  await Promise.all(asked);
};

/** For a second, so many streams at once. */
const atOnce = (count: number) => async (target: Target) => {
  const until = performance.now() + 1000;
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (performance.now() < until) await target.ask();
    }),
  );
};

/** All targets in turn, so many seconds each. */
async function row(title: string, rounds: number, run: (round: number) => (target: Target) => Promise<void>) {
  for (const target of targets) target.forget();
  for (let round = 0; round < rounds; round++) for (const target of targets) await target.turn(run(round));
  if (title === '') return;
  for (const target of targets.slice(1)) {
    const cells = [0.5, 0.95, 0.99].map(share => {
      const [a, b] = [percentile(direct.times, share), percentile(target.times, share)];
      return `${a.toFixed(1)} / ${b.toFixed(1)} / ${(b - a).toFixed(1)}`;
    });
    const perRequest = (target.processorMs / target.times.length).toFixed(2);
    const others = `${((100 * target.othersMs) / target.elapsedMs).toFixed(0)} %`;
    const rate = ((1000 * target.times.length) / target.elapsedMs).toFixed(0);
    const cost = [perRequest, `${memory(target.pid as number).toFixed(0)} MB`, others];
    say(`| ${[title, target.name, `${target.times.length}`, rate, ...cells, ...cost].join(' | ')} |`);
  }
}

function percentile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;
}

/** Milliseconds for one sync of a small write to the disk that holds the audit log. */
function syncTimes(): number[] {
  const file = openSync(join(home, 'sync'), 'w');
  return Array.from({ length: 500 }, () => {
    const startedAt = performance.now();
    writeSync(file, 'x'.repeat(2_000));
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const { firstMs, pieceMs, pieces } = answer;
say(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`);
say(`model: first token after ${firstMs} ms, then one every ${pieceMs} ms, ${pieces} in all`);
const syncs = syncTimes();
const shares = [0.5, 0.99, 1].map(share => percentile(syncs, share).toFixed(2));
say(`fdatasync of 2 kB: p50 ${shares[0]} ms, p99 ${shares[1]} ms, most ${shares[2]} ms`);
await row('', warmSeconds, round => offered(200, round));
say('\nTime to first token in ms: direct / gateway / added');
say('| load | gateway | requests | answered/s | p50 | p95 | p99 | CPU ms/request | memory | others on its core |');
say('|---|---|---|---|---|---|---|---|---|---|');
for (const rate of rates) await row(`${rate}/s`, seconds, round => offered(rate, 1000 + round));
for (const count of streams) await row(`${count} at once`, Math.ceil(seconds / 3), () => atOnce(count));

for (const { load } of targets) load.close();
peer?.child.kill();
gateway.child.send({ kind: 'stop' });
await once(gateway.child, 'exit');
model.disconnect();
rmSync(home, { recursive: true, force: true });
