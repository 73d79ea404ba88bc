import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { stringify } from 'yaml';
import { systemClock } from '../../extension/engine/clock.ts';
import { Outbox } from '../../extension/engine/outbox.ts';
import { OutboxFile } from '../../extension/engine/outbox-file.ts';
import { ProxyTransport } from '../../extension/engine/proxy-transport.ts';
import type { AdoptionAnswer } from '../../telemetry/metrics/adoption.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import { startModelServer } from '../support/model-server.ts';

/**
 * `npm run bench -- telemetry-freshness [times]`: from an accept in the editor to the figure on the page, through the
 * extension's own outbox and transport, a proxy with all its processes, and its store. What a page adds that shares a look
 * with others (up to 20 s, in large stores) is not in it.
 */

const times = Number(process.argv[2] ?? 5);
const main = join(import.meta.dirname, '..', '..', 'server', 'main.ts');
/** Milliseconds between two looks at the page. */
const lookEvery = 50;

function acceptedNow(session: string, seq: number): SuggestionEvent[] {
  const id = v7();
  const base = { suggestion_id: id, client_session_id: session, schema_version: 1, at: Date.now() } as const;
  return [
    {
      ...base,
      kind: 'suggested',
      seq,
      request_id: v7(),
      audit_id: v7(),
      language: 'java',
      file_kind: 'main',
      editor: 'Visual Studio Code',
      editor_version: '1.101.0',
      extension_version: '0.1.0',
      model: 'm',
      tier: 'small',
      source: 'network',
      trigger: 'automatic',
      multi_line: false,
      characters: 20,
      lines: 1,
      stop_reason: null,
      requested_at: Date.now() - 900,
      first_token_ms: 80,
      answered_ms: 120,
      drawn_ms: 130,
    },
    { ...base, kind: 'accepted', seq: seq + 1, characters: 20, lines: 1, whole: true },
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'intramural-freshness-'));
const model = await startModelServer();
const config = join(folder, 'intramural.yaml');
writeFileSync(config, stringify({ models: [{ id: 'm', template: 'qwen2.5-coder', upstream: { url: model.url } }] }));
const proxy = spawn(process.execPath, ['--import', 'tsx', main, 'serve', '--json', '--config', config], {
  stdio: ['ignore', 'pipe', 'ignore'],
  env: { ...process.env, INTRAMURAL_HOME: folder, INTRAMURAL_PORT: '0' },
});
const exited = once(proxy, 'exit');
try {
  const [line] = (await once(createInterface(proxy.stdout!), 'line')) as [string];
  const { origin } = JSON.parse(line) as { origin: string };
  const token = readFileSync(join(folder, 'local-token'), 'utf8').trim();
  const signedIn = await fetch(`${origin}/console/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map(one => one.split(';')[0])
    .join('; ');
  const page = async () => {
    const answer = await fetch(`${origin}/console/api/adoption?scope=mine`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`the page answers ${answer.status}`);
    const { rows } = (await answer.json()) as AdoptionAnswer;
    return rows.find(({ day, value }) => day === null && value === null)?.figures.accepted?.numerator ?? 0;
  };

  const transport = new ProxyTransport({ origin, token, ca: undefined, clientVersion: '0.1.0' });
  const outbox = new Outbox({
    store: new OutboxFile(join(folder, 'outbox'), v7(), systemClock),
    send: batch => transport.telemetry(batch, AbortSignal.timeout(10_000)),
    clock: systemClock,
    random: Math.random,
    report: message => process.stderr.write(`${message}\n`),
  });
  await outbox.open();
  const session = v7();
  const waits: number[] = [];
  for (let run = 0; run < times; run++) {
    const before = await page();
    const tab = performance.now();
    for (const event of acceptedNow(session, 2 * run)) outbox.add(event);
    while ((await page()) === before) await sleep(lookEvery);
    waits.push(performance.now() - tab);
  }
  waits.sort((a, b) => a - b);
  const seconds = (at: number) => `${(waits[at]! / 1000).toFixed(1)} s`;
  process.stdout.write(
    `from Tab to the page, ${times} times: p50 ${seconds(Math.floor(times / 2))}, longest ${seconds(times - 1)}\n`,
  );
  await outbox.close();
  await transport.dispose();
} finally {
  proxy.kill('SIGTERM');
  await exited;
  await model.close();
  rmSync(folder, { recursive: true, force: true });
}
