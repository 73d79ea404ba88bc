import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'mocha';
import type { CompletionChunk } from '../../server/wire/completion.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type ModelServer, type Script, startModelServer } from '../support/model-server.ts';

/** Seconds of trouble: a few in `npm test`, minutes in the soak. */
const seconds = process.env.SOAK ? 180 : 4;
const seed = Number(process.env.INTRAMURAL_CHAOS_SEED ?? 20261123);

/** Deterministic. */
function random(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const names = ['a', 'b', 'c'];
/** The right answer to a prompt: nobody else's will do. */
const answerTo = (number: string) => [`int first${number};\n`, `int second${number};\n`, `int third${number};\n`];

describe('replicas that are killed, hung, slowed and restarted under load', function () {
  this.timeout((seconds + 60) * 1000);
  let servers: ModelServer[];
  let gateway: TestGateway;
  const trouble = new Map<string, Script['fault'] | 'slow' | null>(names.map(name => [name, null]));

  const play =
    (name: string) =>
    (request: { body: { prompt: string } }): Script => {
      const pieces = answerTo(/number(\d+)x/.exec(request.body.prompt)?.[1] ?? '');
      const now = trouble.get(name) ?? null;
      if (now === 'slow') return { pieces, firstMs: 150, pieceMs: 20 };
      return now === null ? { pieces, firstMs: 5 } : { pieces, firstMs: 5, fault: now };
    };

  before(async () => {
    servers = await Promise.all(names.map(() => startModelServer()));
    for (const [index, server] of servers.entries()) server.script(play(names[index]!));
    gateway = await startGateway({
      config: {
        models: [
          {
            id: 'm',
            template: 'qwen2.5-coder',
            upstream: {
              replicas: servers.map(({ url }, index) => ({ id: names[index], url })),
              health_every_ms: 200,
              hedge_after_ms: 250,
              slots: 16,
            },
          },
        ],
      },
    });
  });
  after(async () => {
    await gateway.stop();
    await Promise.all(servers.map(server => server.close()));
  });

  it('leave no request without an answer or an error, give no wrong answer, and lose no record', async () => {
    const next = random(seed);
    const until = performance.now() + seconds * 1000;
    const goingOn = () => performance.now() < until;
    const outcomes = { whole: 0, cut: 0, refused: 0, left: 0 };
    const answered = new Set<string>();
    const wrong: string[] = [];
    let number = 0;

    const ask = async (worker: number): Promise<void> => {
      const own = `${number++}`;
      const leaves = next() < 0.1;
      const control = new AbortController();
      const body = {
        model: 'm',
        prompt: `// number${own}x\n`,
        stream: true,
        intramural: { client_session_id: `w${worker}`, document: { path: `src/F${worker}.java` }, deadline_ms: 2_000 },
      };
      if (leaves) setTimeout(() => control.abort(), next() * 30);
      try {
        const response = await gateway.post(body, { signal: control.signal });
        const text = await response.text();
        const id = response.headers.get('x-intramural-audit-id');
        if (id !== null) answered.add(id);
        if (response.status !== 200) {
          assert.ok([408, 409, 429, 503].includes(response.status), text);
          outcomes.refused++;
          return;
        }
        const events = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json!) as CompletionChunk);
        const said = events.map(({ choices }) => choices?.[0]?.text ?? '').join('');
        const right = answerTo(own).join('');
        if (!right.startsWith(said)) wrong.push(`${own}: ${said}`);
        if (!text.endsWith('data: [DONE]\n\n')) wrong.push(`${own}: no end`);
        outcomes[said === right ? 'whole' : 'cut']++;
      } catch (error) {
        if (!leaves) throw error;
        outcomes.left++;
      }
    };

    const workers = Array.from({ length: 12 }, async (_, worker) => {
      while (goingOn()) await ask(worker);
    });
    const monkey = (async () => {
      while (goingOn()) {
        await sleep(100 + next() * 200);
        const index = Math.floor(next() * names.length);
        const name = names[index]!;
        const kind = Math.floor(next() * 6);
        if (kind === 0) {
          const { port } = servers[index]!;
          await servers[index]!.close();
          await sleep(next() * 300);
          servers[index] = await startModelServer({ port });
          servers[index]!.script(play(name));
        } else {
          const faults = [
            null,
            { kind: 'hang' },
            'slow',
            { kind: 'cut', after: 1 },
            { kind: 'status', status: 500 },
          ] as const;
          trouble.set(name, faults[kind - 1]!);
        }
      }
      for (const name of names) trouble.set(name, null);
    })();
    await Promise.all([...workers, monkey]);

    assert.deepEqual(wrong, [], `seed ${seed}`);
    assert.ok(outcomes.whole > 20, JSON.stringify(outcomes));
    const records = await gateway.records();
    const starts = records.filter(record => record.kind === 'inference.start').map(record => record.audit_id);
    const ends = records.filter(record => record.kind === 'inference.end').map(record => record.audit_id);
    assert.deepEqual([...starts].sort(), [...ends].sort(), 'each start has its end');
    assert.equal(new Set(starts).size, starts.length);
    for (const id of answered) assert.ok(starts.includes(id), id);
  });
});
