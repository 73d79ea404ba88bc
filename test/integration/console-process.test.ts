import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import { configSchema } from '../../server/config/schema.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { policySchema } from '../../server/policy/schema.ts';
import type { ConsoleSettings, FromChild } from '../../server/serve/messages.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';

const soak = process.env.SOAK === '1';
const entry = join(import.meta.dirname, '..', '..', 'server', 'console', 'process.ts');

interface Started {
  child: ChildProcess;
  answer: FromChild;
}

function settingsFor(home: string): ConsoleSettings {
  return {
    config: configSchema.parse({ log: { level: 'error' } }),
    dataDirectory: home,
    policy: { policy: policySchema.parse({}), policy_version: '0123456789abcdef' },
    publicOrigin: 'http://127.0.0.1:7411',
  };
}

async function start(home: string): Promise<Started> {
  const child = fork(entry, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send({ kind: 'start', settings: settingsFor(home) });
  const [answer] = (await once(child, 'message')) as [FromChild];
  return { child, answer };
}

async function gone(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe('the console process', () => {
  const homes: string[] = [];
  const makeHome = () => {
    const home = mkdtempSync(join(tmpdir(), 'intramural-console-process-'));
    homes.push(home);
    return home;
  };
  afterEach(() => {
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
  });

  const portOf = ({ answer }: Started) => {
    assert.equal(answer.kind, 'ready', JSON.stringify(answer));
    return answer.kind === 'ready' ? answer.port : 0;
  };

  it('is ready, answers, and stops when asked', async () => {
    const started = await start(makeHome());
    const response = await fetch(`http://127.0.0.1:${portOf(started)}/healthz`);
    // Asked under its own port it is not the public console.
    assert.equal(response.status, 421);
    started.child.send({ kind: 'stop' });
    assert.equal(await gone(started.child), 0);
  });

  it('goes when its parent goes', async () => {
    const { child } = await start(makeHome());
    child.disconnect();
    assert.equal(await gone(child), 0);
  });

  it('says so when another process has the data', async function () {
    // The second waits for the first one's lock before it gives up.
    this.timeout(60_000);
    const home = makeHome();
    const first = await start(home);
    portOf(first);
    const second = await start(home);
    assert.deepEqual(second.answer, {
      kind: 'failed',
      message: 'Another console process has this data folder.',
      mend: 'Another Intramural runs there. Stop it, or give this one a folder of its own with INTRAMURAL_HOME.',
    });
    assert.equal(await gone(second.child), 1);
    first.child.send({ kind: 'stop' });
    await gone(first.child);
  });

  it('killed at any moment, loses nothing acknowledged and counts nothing twice', async function () {
    this.timeout(soak ? 600_000 : 60_000);
    const home = makeHome();
    const kills = soak ? 30 : 3;
    const token = ensureLocalToken(home);
    const { batches } = simulate(
      { seats: soak ? 12 : 4, days: soak ? 20 : 5, seed: 21, until: '2026-09-04' },
      { lost: 0, repeated: 0.1, reordered: 0.2 },
    );
    const pending = [...batches].map(({ events }) => events);
    const sent = new Map<string, SuggestionEvent>();
    let running = await start(home);
    let acknowledged = 0;
    let killed = 0;

    const kill = async () => {
      running.child.kill('SIGKILL');
      await gone(running.child);
      killed += 1;
      running = await start(home);
    };
    const { request } = await import('node:http');
    const post = (events: SuggestionEvent[]) =>
      new Promise<{ accepted: number; duplicates: number } | null>(resolve => {
        const port = running.answer.kind === 'ready' ? running.answer.port : 0;
        const headers = {
          host: '127.0.0.1:7411',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        };
        const sending = request(
          { host: '127.0.0.1', port, path: '/v1/telemetry', method: 'POST', headers },
          response => {
            let text = '';
            response.setEncoding('utf8').on('data', part => {
              text += part;
            });
            response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(text) : null));
            response.on('error', () => resolve(null));
          },
        );
        sending.on('error', () => resolve(null));
        sending.end(JSON.stringify({ events }));
      });

    const every = Math.max(1, Math.floor(pending.length / (kills + 1)));
    for (const [position, events] of pending.entries()) {
      for (const event of events) sent.set(`${event.suggestion_id} ${event.kind} ${event.seq}`, event);
      const dies = position % every === every - 1 && killed < kills;
      const dying = dies ? sleep((position * 7) % 40).then(kill) : null;
      let receipt = await post(events);
      await dying;
      // The outbox of a client does the same: what was not acknowledged is sent again.
      while (receipt === null) receipt = await post(events);
      assert.equal(receipt.accepted + receipt.duplicates, events.length);
      acknowledged += events.length;
    }
    await kill();
    running.child.send({ kind: 'stop' });
    await gone(running.child);

    assert.ok(killed > 1 && acknowledged >= sent.size);
    const database = await openDuckDB({ file: join(home, 'telemetry', 'telemetry.duckdb') });
    const [events] = await database.query(
      'SELECT count(*) AS n, count(DISTINCT (suggestion_id, kind, seq)) AS d FROM event',
    );
    assert.deepEqual(events, { n: sent.size, d: sent.size });
    const ofSuggestions = [...sent.values()].filter(({ kind }) => kind !== 'entered');
    const suggestions = new Set(ofSuggestions.map(({ suggestion_id }) => suggestion_id));
    const [rows] = await database.query('SELECT count(*) AS n, count(DISTINCT suggestion_id) AS d FROM suggestion');
    assert.deepEqual(rows, { n: suggestions.size, d: suggestions.size });
    await database.close();
  });
});
