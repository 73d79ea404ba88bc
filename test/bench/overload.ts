// What a gateway does with three times as much as its model can answer: goodput (answers within their deadline, of what the
// model can answer), fairness between people (Jain's index), and what waits. The model is simulated: so many requests at once,
// each for the same time. Half of the people ask ten times as often as the others.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { stringify } from 'yaml';
import { makeToken } from '../../server/identity/token-file.ts';
import { startGateway } from '../support/gateway.ts';
import { startModelServer } from '../support/model-server.ts';

const model = { slots: 4, answerMs: 100 } as const;
const people = 8;
const deadlineMs = 1_000;
const overload = 3;
const seconds = Number(process.argv[2] ?? 10);

const home = mkdtempSync(join(tmpdir(), 'intramural-bench-'));
const tokens = Array.from({ length: people }, makeToken);
const expires = '2999-01-01T00:00:00Z';
writeFileSync(
  join(home, 'tokens.yaml'),
  stringify({ tokens: tokens.map(({ digest }, index) => ({ digest, subject: `p${index}`, expires })) }),
);
const server = await startModelServer({ script: { pieces: ['return 1;\n'], firstMs: model.answerMs } });
const gateway = await startGateway({
  config: {
    models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: server.url, slots: model.slots } }],
    identity: { tokens_file: join(home, 'tokens.yaml') },
  },
});
const agent = new Agent({ connections: 500 });

interface Answered {
  person: number;
  status: number;
  tookMs: number;
}

async function ask(person: number): Promise<Answered> {
  const startedAt = performance.now();
  const { statusCode, body } = await request(`${gateway.origin}/v1/completions`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[person]!.token}` },
    body: JSON.stringify({ model: 'm', prompt: 'x', intramural: { deadline_ms: deadlineMs } }),
  });
  await body.dump();
  return { person, status: statusCode, tookMs: performance.now() - startedAt };
}

const capacity = (model.slots * 1000) / model.answerMs;
/** Requests a second of one person: half of them ask ten times as often. */
const heavy = (person: number) => person < people / 2;
const unit = (overload * capacity) / ((people / 2) * 11);
const rateOf = (person: number) => (heavy(person) ? 10 * unit : unit);

async function offer(): Promise<{ answers: Answered[]; most: number }> {
  const asked: Promise<Answered>[] = [];
  const sent = new Array<number>(people).fill(0);
  const startedAt = performance.now();
  let most = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const passed = (performance.now() - startedAt) / 1000;
    for (let person = 0; person < people; person++) {
      while (sent[person]! < passed * rateOf(person)) {
        sent[person]!++;
        asked.push(ask(person));
      }
    }
    const page = await (await fetch(`${gateway.origin}/metrics`)).text();
    most = Math.max(most, Number(/intramural_requests_under_way\{[^}]*\} (\d+)/.exec(page)?.[1] ?? 0));
    await sleep(20);
  }
  return { answers: await Promise.all(asked), most };
}

/** 1 where all have the same, 1/n where one has everything. */
function jain(shares: number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0));
}

const { answers, most } = await offer();
const good = answers.filter(({ status, tookMs }) => status === 200 && tookMs <= deadlineMs);
const refused = answers.filter(({ status }) => status === 429 || status === 503);
/** The most that anybody gets where all who want less are content (max-min fairness): water rises until the model is full. */
function fairLevel(rates: number[]): number {
  let left = capacity;
  for (const [index, rate] of rates.toSorted((a, b) => a - b).entries()) {
    const equal = left / (rates.length - index);
    if (rate > equal) return equal;
    left -= rate;
  }
  return Number.POSITIVE_INFINITY;
}

const level = fairLevel(Array.from({ length: people }, (_, person) => rateOf(person)));
const shares = Array.from({ length: people }, (_, person) => {
  const got = good.filter(answer => answer.person === person).length;
  return got / (Math.min(level, rateOf(person)) * seconds);
});
const refusedMs = refused.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
const say = (line: string) => process.stdout.write(`${line}\n`);
say(
  `${model.slots} at once, ${model.answerMs} ms each: ${capacity}/s; offered ${overload * capacity}/s for ${seconds} s, deadline ${deadlineMs} ms`,
);
say(
  `answers in time ${good.length} of ${capacity * seconds} (${((100 * good.length) / (capacity * seconds)).toFixed(1)} %); goal 90 %`,
);
say(`refused ${refused.length}, p50 after ${refusedMs[Math.floor(refusedMs.length / 2)]?.toFixed(1)} ms`);
say(`other ${answers.length - good.length - refused.length}`);
say(
  `Jain ${jain(shares).toFixed(3)} over what each got of its max-min fair share: ${shares.map(share => share.toFixed(2)).join(' ')}; goal 0.95`,
);
say(`most under way at once ${most}`);

await gateway.stop();
await server.close();
await agent.close();
rmSync(home, { recursive: true, force: true });
