// Time that the gateway adds to the first token, everything on (sign-in, policy, redaction, guard, audit with its sync), against
// the same scripted model server asked directly in the same run. Load generator and model server share a process and a core,
// the gateway has the other. With INTRAMURAL_PORTKEY (folder of the npm package @portkey-ai/gateway, installed elsewhere) Portkey's
// gateway runs on that core in turn, without any of these. Each token of the model is a line: the guard lets an answer through line by line.
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { configSchema } from '../../server/config/schema.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { loadPolicy } from '../../server/policy/load.ts';
import type { FromChild, GatewaySettings } from '../../server/serve/messages.ts';
import { startModelServer } from '../support/model-server.ts';

/** The model: milliseconds to its first token and between two, tokens of an answer. */
const answer = { firstMs: 40, pieceMs: 8, pieces: 16 } as const;
/** Requests a second offered, and seconds for each. */
const rates = [50, 100, 200] as const;
const seconds = Number(process.argv[2] ?? 10);
/** Streams at once where each asks again as soon as it is answered. */
const concurrent = 50;

const home = mkdtempSync(join(tmpdir(), 'intramural-bench-'));
const token = ensureLocalToken(home);
const model = await startModelServer({
  script: { ...answer, pieces: Array.from({ length: answer.pieces }, (_, index) => `value${index} = 1;\n`) },
});
const child = fork(join(import.meta.dirname, '../../server/gateway/process.ts'), [], {
  execArgv: ['--import', 'tsx'],
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
const settings: GatewaySettings = {
  config: configSchema.parse({
    listen: { port: 0 },
    models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }],
    limits: { concurrent_per_model: 1000 },
  }),
  dataDirectory: home,
  policy: loadPolicy(undefined),
  engine: null,
  consoleUrl: null,
};
child.send({ kind: 'start', settings });
const [ready] = (await once(child, 'message')) as [FromChild];
if (ready.kind !== 'ready') throw new Error(ready.message);
pin(process.pid, 0);
pin(child.pid as number, 1);

const agent = new Agent({ connections: 1000, pipelining: 1 });
/** A Java file of some 6,000 characters around the cursor, and three context items of 800. */
const code = Array.from(
  { length: 110 },
  (_, line) => `    private final BigDecimal balance${line} = account.getBalance();\n`,
);
const parts = {
  prompt: code.slice(0, 80).join(''),
  suffix: code.slice(80).join(''),
  intramural: {
    client_session_id: '0190a1b2-0000-7000-8000-000000000001',
    document: { language: 'java', repository: 'bank/core' },
    context: [1, 2, 3].map(number => ({
      kind: 'definition',
      path: `src/Account${number}.java`,
      language: 'java',
      text: code.slice(0, 13).join(''),
    })),
  },
};

interface Target {
  name: string;
  url: string;
  headers?: Record<string, string>;
  process?: ChildProcess;
  body(number: number): string;
}
const direct: Target = {
  name: 'direct',
  url: `${model.url}/completions`,
  body: () =>
    JSON.stringify({
      model: 'm',
      prompt: `<|fim_prefix|>${parts.prompt}<|fim_suffix|>${parts.suffix}<|fim_middle|>`,
      max_tokens: 64,
      stream: true,
    }),
};
const through: Target = {
  name: 'Intramural',
  process: child,
  url: `http://127.0.0.1:${ready.port}/v1/completions`,
  body: number => {
    const document = { ...parts.intramural.document, path: `src/Account${number}.java` };
    return JSON.stringify({
      model: 'm',
      ...parts,
      max_tokens: 64,
      stream: true,
      intramural: { ...parts.intramural, document },
    });
  },
};

/** The peer, on the gateway's core; null where it is not installed, or does not stream. */
async function startPeer(): Promise<Target | null> {
  const folder = process.env.INTRAMURAL_PORTKEY;
  if (folder === undefined) return null;
  const port = 18_787;
  const peer = spawn(process.execPath, [join(folder, 'build', 'start-server.js'), '--headless', `--port=${port}`], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(url).catch(() => null))) await new Promise(resolve => setTimeout(resolve, 100));
  pin(peer.pid as number, 1);
  const target: Target = {
    name: 'Portkey',
    url: `${url}/v1/completions`,
    headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': model.url },
    process: peer,
    body: direct.body,
  };
  try {
    await firstToken(target, 0);
    return target;
  } catch (error) {
    // Its releases don't all stream with the versions of their libraries that npm chooses.
    peer.kill();
    say(`The peer is left out: ${(error as Error).message}`);
    return null;
  }
}

/** Milliseconds from the request to the first text. */
async function firstToken(target: Target, number: number): Promise<number> {
  const startedAt = performance.now();
  const { statusCode, body } = await request(target.url, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...target.headers },
    body: target.body(number),
  });
  if (statusCode !== 200) throw new Error(`${target.name}: ${statusCode} ${await body.text()}`);
  let first: number | null = null;
  for await (const chunk of body) {
    if (first === null && String(chunk).includes('"text":"value0')) first = performance.now() - startedAt;
  }
  if (first === null) throw new Error(`${target.name}: an answer without text`);
  return first;
}

/** Offers requests at a steady rate, whether the ones before are answered or not. */
async function offer(target: Target, rate: number): Promise<number[]> {
  const asked: Promise<number>[] = [];
  const startedAt = performance.now();
  while (asked.length < rate * seconds) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * rate) + 1;
    while (asked.length < Math.min(due, rate * seconds)) asked.push(firstToken(target, asked.length));
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  return Promise.all(asked);
}

async function closedLoop(target: Target): Promise<number[]> {
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: concurrent }, async (_, number) => {
      while (performance.now() < until) times.push(await firstToken(target, number));
    }),
  );
  return times;
}

function percentile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;
}

/** Milliseconds of processor time of a gateway so far. */
function processorTime({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  // Fields 14 and 15 of proc(5), in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memory({ pid }: ChildProcess): string {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return `${Math.round(Number(kilobytes) / 1024)} MB`;
}

function pin(pid: number, core: number): void {
  if (process.platform === 'linux' && cpus().length > 1)
    execFileSync('taskset', ['-a', '-cp', String(core), String(pid)]);
}

/** Milliseconds for one sync of a small write to the disk that holds the audit log. */
function syncTimes(): number[] {
  const file = openSync(join(home, 'sync'), 'w');
  return Array.from({ length: 200 }, () => {
    const startedAt = performance.now();
    writeSync(file, 'x'.repeat(2_000));
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const cell = (value: number) => value.toFixed(1).padStart(7);

async function compare(title: string, run: (target: Target) => Promise<number[]>): Promise<void> {
  const without = await run(direct);
  for (const target of [through, peer]) {
    if (target?.process === undefined) continue;
    const before = processorTime(target.process);
    const times = await run(target);
    const perRequest = (processorTime(target.process) - before) / times.length;
    const shares = [0.5, 0.95, 0.99];
    const cells = shares.map(share => {
      const [a, b] = [percentile(without, share), percentile(times, share)];
      return `${cell(a)} ${cell(b)} ${cell(b - a)}`;
    });
    const costs = `${cell(perRequest)} | ${memory(target.process)}`;
    say(`| ${title} | ${target.name} | ${times.length} | ${cells.join(' | ')} | ${costs} |`);
  }
}

// Warm: compiled, connected, first segment open.
const peer = await startPeer();
const targets = [direct, through, ...(peer === null ? [] : [peer])];
for (let round = 0; round < 40; round++) {
  await Promise.all(targets.flatMap(target => Array.from({ length: 5 }, (_, number) => firstToken(target, number))));
}
const syncs = syncTimes();
say(
  `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}; model: first token after ${answer.firstMs} ms, then every ${answer.pieceMs} ms, ${answer.pieces} tokens`,
);
say(`fdatasync of 2 kB: p50 ${percentile(syncs, 0.5).toFixed(2)} ms, p99 ${percentile(syncs, 0.99).toFixed(2)} ms`);
say('Time to first token in ms: direct, gateway, added');
say('| load | gateway | requests | p50 | p95 | p99 | CPU ms/request | memory |');
say('|---|---|---|---|---|---|---|---|');
for (const rate of rates) await compare(`${rate}/s`, target => offer(target, rate));
await compare(`${concurrent} at once`, closedLoop);

peer?.process?.kill();
child.send({ kind: 'stop' });
await once(child, 'exit');
await agent.close();
await model.close();
rmSync(home, { recursive: true, force: true });
