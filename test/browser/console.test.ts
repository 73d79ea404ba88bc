import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { v7 } from 'uuid';
import { Captures, capturesFolder } from '../../server/audit/break-glass/captures.ts';
import { breakGlassSchema } from '../../server/audit/break-glass/policy.ts';
import { noFacts } from '../../telemetry/metrics/adoption.ts';
import { type Batch, simulate } from '../../telemetry/simulate/deliver.ts';
import { answersOfDay } from '../../telemetry/simulate/fill.ts';
import type { Truth } from '../../telemetry/simulate/truth.ts';
import { launchBrowser } from '../support/browser.ts';
import { builtPages, person, startConsole, type TestConsole } from '../support/console.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const token = 'imt_everything';
const newcomer = 'imt_newcomer';
/** Where to put a picture of every page; none are taken without it. */
const pictures = process.env.INTRAMURAL_PICTURES;
/** Bytes of script that the console may cost, compressed. */
const scriptLimit = 100_000;
const unknownRecord = '00000000-0000-7000-8000-000000000000';
const period = 'from=2026-09-01&to=2026-09-14';

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}

describe('the console in a real browser', function () {
  this.timeout(60_000);
  let console: TestConsole;
  let browser: Browser;
  let truth: Truth;

  before(async function () {
    this.timeout(120_000);
    assert.ok(existsSync(join(builtPages, 'console.js')), 'the console is not built: npm run build');
    const roles = ['developer', 'lead', 'security', 'admin'] as const;
    console = await startConsole({
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
    truth = simulation.truth;
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
    const captures = new Captures({
      folder: capturesFolder(console.home),
      log: gatewayLog,
      clock: Date.now,
      onFailure: error => assert.fail(String(error)),
    });
    const key = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const policy = breakGlassSchema.parse({ enabled: true, repositories: ['core'], key });
    await captures.keep(policy, { audit_id: v7(), repository: 'core', prompt: 'p', output: 'o' });
    await captures.stop();
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await console?.close();
    assert.deepEqual(console?.failures, []);
  });

  /** Opens a page signed in; every complaint of the browser fails the test. */
  async function open(
    path: string,
    look: { colorScheme?: 'light' | 'dark'; locale?: string; who?: string; width?: number } = {},
  ): Promise<{ page: Page; close: () => Promise<void> }> {
    const context = await browser.newContext({
      viewport: { width: look.width ?? 1280, height: 900 },
      colorScheme: look.colorScheme ?? 'light',
      locale: look.locale ?? 'en-GB',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', message => {
      // Chromium notes every 404; looking for a record that is not there is one.
      if (!(path.endsWith(unknownRecord) && message.text().includes('404'))) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('request', request => {
      if (!request.url().startsWith(console.origin)) complaints.push(`asked for ${request.url()}`);
    });
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', event => console.error('violated: ' + event.violatedDirective))",
    );
    const response = await fetch(`${console.origin}/console/api/sign-in-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${look.who ?? token}` },
    });
    await page.goto(((await response.json()) as { url: string }).url);
    await page.waitForURL('**/console/adoption');
    await page.goto(console.origin + path);
    await page.waitForSelector('main h1');
    await page.waitForSelector('[aria-busy="true"]', { state: 'detached' });
    return {
      page,
      close: async () => {
        await context.close();
        assert.deepEqual(complaints, []);
      },
    };
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async function accessible(page: Page, where: string): Promise<void> {
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    );
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
      [],
      where,
    );
  }

  describe('every page, in both themes and both languages, is accessible and breaks no policy', () => {
    const pages: [string, string][] = [
      ['adoption', `/console/adoption?${period}&scope=everyone`],
      ['adoption-table', `/console/adoption?${period}&scope=everyone&by=team&view=table&rate=seen_rate`],
      ['adoption-versus', `/console/adoption?${period}&scope=everyone&only=java&versus=sql`],
      ['adoption-hidden', `/console/adoption?from=2026-09-05&to=2026-09-06&scope=everyone`],
      ['adoption-empty', '/console/adoption'],
      ['my-data', '/console/my-data'],
      ['my-data-empty', '/console/my-data'],
      ['audit', '/console/audit'],
      ['audit-none', '/console/audit?language=go'],
      ['audit-all', '/console/audit?kind=all&person=local%3Aada&from=2020-01-01T00%3A00%3A00.000Z'],
      ['audit-redactions', '/console/audit/redactions'],
      ['audit-egress', '/console/audit/egress'],
      ['break-glass', '/console/audit/break-glass'],
      ['missing', `/console/audit/${unknownRecord}`],
    ];
    for (const locale of ['en-GB', 'zh-CN']) {
      for (const [name, path] of pages) {
        it(`${name}, ${locale}`, async () => {
          const who = name.endsWith('-empty') ? newcomer : token;
          const { page, close } = await open(path, { locale, who });
          assert.equal(await page.getAttribute('html', 'lang'), locale === 'zh-CN' ? 'zh-CN' : 'en');
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await picture(page, `${name}-${colorScheme}-${locale}`);
            await accessible(page, `${name}, ${colorScheme}`);
          }
          await close();
        });
      }
    }

    it('adoption with every definition open, and on a narrow screen', async () => {
      const { page, close } = await open(`/console/adoption?${period}&scope=everyone`, { width: 360 });
      for (const summary of await page.locator('.tile summary').all()) await summary.click();
      assert.ok(await page.getByText('FROM source').first().isVisible());
      const days = await page.locator('.tile[data-metric="accepted"] tbody tr').count();
      assert.equal(days, 14, 'the table twin of a tile has every day');
      const file = await page.locator('.tile[data-metric="accepted"] a').getAttribute('href');
      assert.match(file ?? '', /adoption\.csv\?.*metric=accepted$/);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      await picture(page, 'adoption-narrow');
      await accessible(page, 'narrow');
      await close();
    });

    it('sign-in', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme });
        const page = await context.newPage();
        await page.goto(`${console.origin}/console/sign-in`);
        await page.waitForSelector('#token');
        await picture(page, `sign-in-${colorScheme}`);
        await accessible(page, 'sign-in');
        await context.close();
      }
    });
  });

  it('signs in with the pasted token, says when it is wrong, and signs out', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${console.origin}/console/audit`);
    await page.fill('#token', 'imt_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the token of this proxy.').waitFor();
    await page.fill('#token', token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    assert.ok(page.url().endsWith('/console/audit'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForSelector('#token');
    await context.close();
  });

  it('shows in the table what an independent count gives', async () => {
    const { page, close } = await open(`/console/adoption?${period}&scope=everyone&view=table`);
    const table = await page.evaluate<string[][]>(tableScript);
    const cells = [...truth.cells.values()];
    assert.ok(await page.getByRole('heading', { name: 'What a kept line costs' }).isVisible());
    let compared = 0;
    for (const row of table.slice(1)) {
      for (const [column, language] of table[0]!.entries()) {
        if (column === 0 || row[column] === '–') continue;
        const matching = cells.filter(cell => cell.day === row[0]?.slice(0, 10) && cell.language === language);
        const accepted = matching.reduce((sum, cell) => sum + cell.accepted, 0);
        const shown = matching.reduce((sum, cell) => sum + cell.shown, 0);
        assert.equal(row[column], `${((accepted / shown) * 100).toFixed(1)}%`, `${row[0]} ${language}`);
        compared += 1;
      }
    }
    assert.ok(compared > 40, `${compared} cells`);
    await close();
  });

  it('keeps every choice in the address, and goes back', async () => {
    const { page, close } = await open(`/console/adoption?${period}&scope=everyone`);
    await page.getByLabel('Divided by').selectOption('team');
    await page.getByText('By team', { exact: true }).waitFor();
    await page.getByRole('radio', { name: 'Table' }).check();
    await page.getByRole('columnheader', { name: 'Payments' }).waitFor();
    const { searchParams } = new URL(page.url());
    assert.deepEqual([searchParams.get('by'), searchParams.get('view')], ['team', 'table']);
    await page.goBack();
    await page.goBack();
    await page.getByText('By language', { exact: true }).waitFor();
    await close();
  });

  it('erases what is stored about a person after asking', async () => {
    const { page, close } = await open('/console/my-data');
    await page.getByRole('button', { name: 'Erase everything about me' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Erase everything about me' }).click();
    await accessible(page, 'asking');
    await page.getByRole('button', { name: 'Yes, erase it' }).click();
    await page.getByText('Everything about you has been erased.').waitFor();
    await page.getByText('Nothing is stored about you').waitFor();
    await giveOwnData(console);
    await close();
  });

  it('is used by keyboard alone', async () => {
    const { page, close } = await open(`/console/adoption?${period}&scope=everyone`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Skip to content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    await page.getByLabel('My data').focus();
    await page.keyboard.press('Space');
    await page.waitForURL(/scope=mine/);
    await close();
  });

  it('opens an inference, shows its life in order over both logs, and proves each record in the page', async () => {
    const { page, close } = await open('/console/audit');
    await page.locator('tbody tr').last().locator('a').click();
    await page.getByRole('heading', { name: 'Life of one inference' }).waitFor();
    await page.waitForSelector('.step');
    const steps = await page.locator('.life h2').allTextContents();
    const life = ['Desk', 'Policy', 'Redactions', 'Route', 'Model', 'Guard', 'Answer', 'Shown', 'Accepted', 'Kept'];
    assert.deepEqual(steps, life);
    assert.ok(await page.getByRole('rowheader', { name: 'aws-access-token' }).isVisible());
    assert.ok(await page.getByText('local:ada', { exact: true }).first().isVisible());
    const buttons = page.getByRole('button', { name: 'Verify' });
    assert.equal(await buttons.count(), 5);
    for (const button of await buttons.all()) await button.click();
    for (const result of await page.locator('.proof-result').all()) {
      await result.getByText(/^Proved: this record, byte for byte, is in the log of [\d,]+ records/).waitFor();
    }
    await picture(page, 'record-light');
    await accessible(page, 'record');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'record-dark');
    await accessible(page, 'record, dark');
    await close();
  });

  it('says so when a proof does not hold for the record that is shown', async () => {
    const { page, close } = await open('/console/audit');
    // A server that shows another record than the one it recorded.
    await page.route('**/console/api/audit/0*', async route => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll('"java"', '"sql"') });
    });
    await page.locator('tbody tr').last().locator('a').click();
    await page.getByRole('button', { name: 'Verify' }).first().click();
    await page.getByText('Not proved: the proof is of another record than the one shown here.').waitFor();
    await close();
  });

  it('asks for a capture and leaves its release to another person, who gets it encrypted', async () => {
    const first = await open('/console/audit/break-glass');
    await first.page.getByRole('button', { name: 'Ask for it' }).click();
    await first.page.getByText('Another person must release it').waitFor();
    await first.close();
    const second = await open('/console/audit/break-glass', { who: newcomer });
    const download = second.page.waitForEvent('download');
    await second.page.getByRole('button', { name: 'Release' }).click();
    const released = readFileSync(await (await download).path(), 'utf8');
    assert.match(released, /^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);
    await second.page.getByRole('button', { name: 'Ask for it' }).waitFor();
    await second.close();
  });

  it('filters the audit log, and keeps the filter in the address', async () => {
    const { page, close } = await open('/console/audit');
    await page.getByText('More filters').click();
    await page.getByLabel('Rule').fill('aws-access-token');
    await page.getByLabel('Gravest decision').selectOption('redacted');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/rule=aws-access-token/);
    await page.waitForSelector('[aria-busy="true"]', { state: 'detached' });
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.getByRole('link', { name: 'Redactions' }).click();
    await page.getByRole('link', { name: 'aws-access-token' }).click();
    await page.waitForURL(/class=provider_token/);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForSelector('[aria-busy="true"]', { state: 'detached' });
    assert.equal(await page.locator('tbody tr').count(), 2);
    await close();
  });

  it('without JavaScript shows the main figures as tables', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${console.origin}/console/adoption`);
    await page.fill('#token', token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/console/plain');
    await page.goto(`${console.origin}/console/plain?${period}&scope=everyone`);
    assert.ok(await page.getByRole('rowheader', { name: 'Suggestions shown' }).isVisible());
    await picture(page, 'plain');
    await context.close();
  });

  it('prints figures without controls', async () => {
    const { page, close } = await open(`/console/adoption?${period}&scope=everyone`);
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.filters').isVisible()));
    assert.ok(await page.locator('.tiles').isVisible());
    await close();
  });

  it('costs less script than a photograph', () => {
    const bytes = gzipSync(readFileSync(join(builtPages, 'console.js'))).length;
    assert.ok(bytes < scriptLimit, `${bytes} bytes compressed`);
  });
});

/** The first table of figures as text, row by row. */
const tableScript = `[...document.querySelector('.card table').rows].map(row =>
  [...row.cells].map(cell => cell.textContent.trim()))`;

/** Suggestions of the person who looks. */
async function giveOwnData({ origin }: TestConsole): Promise<void> {
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
