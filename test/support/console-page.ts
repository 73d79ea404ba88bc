import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { TestConsole } from './console.ts';

/** Pages of the console in a real browser, as its tests look at them. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A record that is nowhere. */
export const unknownRecord = '00000000-0000-7000-8000-000000000000';

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}

export interface Look {
  colorScheme?: 'light' | 'dark';
  locale?: string;
  width?: number;
}

/** Opens a page signed in with a token; every complaint of the browser fails the test when it is closed. */
export async function openPage(
  browser: Browser,
  console: TestConsole,
  token: string,
  path: string,
  look: Look,
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
    headers: { authorization: `Bearer ${token}` },
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

/** Fails with what axe finds. */
export async function accessible(page: Page, where: string): Promise<void> {
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

/** The first table of figures as text, row by row. */
export const tableScript = `[...document.querySelector('.card table').rows].map(row =>
  [...row.cells].map(cell => cell.textContent.trim()))`;
