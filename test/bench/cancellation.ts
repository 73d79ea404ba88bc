// Requests that are given up: milliseconds until the model's server sees its connection close, in each of four states, and what
// is left afterwards (sockets, requests under way, heap). `npm run bench -- cancellation 100000` gives up as many as the goal
// names; without a number, fewer.
import { request as httpRequest } from 'node:http';
import { startGateway } from '../support/gateway.ts';
import { type RecordedRequest, startModelServer } from '../support/model-server.ts';
import { until } from '../support/until.ts';

const total = Number(process.argv[2] ?? 2_000);
const atOnce = 16;

const server = await startModelServer();
const gateway = await startGateway({
  config: {
    models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: server.url } }],
    limits: { body_bytes: 100_000, concurrent_per_model: 10_000, deadline_ms: 120_000 },
  },
});

type State = 'connecting' | 'before first byte' | 'mid-stream' | 'mid-stream, not streamed';
const states: readonly State[] = ['connecting', 'before first byte', 'mid-stream', 'mid-stream, not streamed'];

/** Requests of the model's server by the number that stands in their prompt. */
const seen = new Map<string, RecordedRequest>();
const waiting = new Map<string, (request: RecordedRequest) => void>();
server.script(request => {
  const number = /n(\d+)n/.exec(request.body.prompt)?.[1] ?? '';
  waiting.get(number)?.(request);
  if (!waiting.has(number)) seen.set(number, request);
  const silent = Number(number) % 4 < 2;
  return silent
    ? { pieces: ['never'], fault: { kind: 'hang' } }
    : { pieces: ['one;\n'], fault: { kind: 'stall', after: 1 } };
});

function received(number: number): Promise<RecordedRequest> {
  const known = seen.get(`${number}`);
  if (known !== undefined) return Promise.resolve(known);
  return new Promise(resolve => {
    waiting.set(`${number}`, request => {
      waiting.delete(`${number}`);
      resolve(request);
    });
  });
}

/** @returns milliseconds from leaving to the close at the model's server; null where the model was never asked. */
async function giveUp(number: number): Promise<number | null> {
  const state = states[number % 4]!;
  const streamed = state !== 'mid-stream, not streamed';
  const asked = httpRequest(`${gateway.origin}/v1/completions`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
  });
  asked.on('error', () => undefined);
  const text = new Promise<void>(resolve => {
    asked.on('response', response => {
      response.on('error', () => undefined);
      response.on('data', () => resolve());
    });
  });
  asked.end(JSON.stringify({ model: 'm', prompt: `n${number}n`, stream: streamed }));
  if (state === 'connecting') {
    await new Promise(resolve => asked.once('finish', resolve));
    const leftAt = performance.now();
    asked.destroy();
    // It may have come as far as the model all the same: then its connection closes.
    const request = await Promise.race([received(number), new Promise<null>(resolve => setTimeout(resolve, 50, null))]);
    waiting.delete(`${number}`);
    return request === null ? null : (await request.ended).at - leftAt;
  }
  const request = await received(number);
  if (state === 'mid-stream') await text;
  if (state === 'mid-stream, not streamed') await until(() => request.written > 0);
  const leftAt = performance.now();
  asked.destroy();
  const { at } = await request.ended;
  return Math.max(0, at - leftAt);
}

const handles = () => (process as unknown as { getActiveResourcesInfo(): string[] }).getActiveResourcesInfo().length;
const heap = () => {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

async function giveUpAll(count: number, from: number): Promise<Map<State, number[]>> {
  const times = new Map<State, number[]>(states.map(state => [state, []]));
  let next = from;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < from + count) {
        const number = next++;
        const took = await giveUp(number);
        seen.delete(`${number}`);
        if (took !== null) times.get(states[number % 4]!)!.push(took);
        server.requests.length = 0;
      }
    }),
  );
  return times;
}

await giveUpAll(400, 0);
await until(() => server.connections() === 0);
const before = { handles: handles(), heap: heap() };
const times = await giveUpAll(total, 400);
await until(() => server.connections() === 0);
const page = await (await fetch(`${gateway.origin}/metrics`, { headers: { connection: 'close' } })).text();
const underWay = /intramural_requests_under_way\{[^}]*\} (\d+)/.exec(page)?.[1];

const say = (line: string) => process.stdout.write(`${line}\n`);
const percentile = (all: number[], share: number) =>
  all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))]?.toFixed(1) ?? '-';
say(`${total} requests given up, ${atOnce} at once; ms until the model's server sees the connection closed`);
say('| state | reached the model | p50 | p99 | most |');
say('|---|---|---|---|---|');
for (const [state, all] of times) {
  say(`| ${state} | ${all.length} | ${percentile(all, 0.5)} | ${percentile(all, 0.99)} | ${percentile(all, 1)} |`);
}
say(`left: connections at the model 0, requests under way ${underWay}, handles ${handles() - before.handles}`);
say(
  `heap ${globalThis.gc === undefined ? '(run with --expose-gc for a figure without garbage) ' : ''}${(heap() - before.heap).toFixed(1)} MB more (client, model and gateway in one process)`,
);
await gateway.stop();
await server.close();
