import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import type { Truth } from '../../telemetry/simulate/truth.ts';
import { launchBrowser } from '../support/browser.ts';
import { builtPages, type TestConsole } from '../support/console.ts';
import { giveOwnData, newcomer, startConsoleOfBank, token } from '../support/console-bank.ts';
import { accessible, type Look, openPage, tableScript, unknownRecord } from '../support/console-page.ts';

/** Where to put a picture of every page; none are taken without it. */
const pictures = process.env.INTRAMURAL_PICTURES;
/** Bytes of script that the console may cost, compressed. */
const scriptLimit = 100_000;
const period = 'from=2026-09-01&to=2026-09-14';

describe('the console in a real browser', function () {
  this.timeout(60_000);
  let console: TestConsole;
  let browser: Browser;
  let truth: Truth;

  before(async function () {
    this.timeout(120_000);
    assert.ok(existsSync(join(builtPages, 'console.js')), 'the console is not built: npm run build');
    ({ console, truth } = await startConsoleOfBank());
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await console?.close();
    assert.deepEqual(console?.failures, []);
  });

  const open = (path: string, { who, ...look }: Look & { who?: string } = {}) =>
    openPage(browser, console, who ?? token, path, look);

  async function picture(page: Page, name: string): Promise<void> {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
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
