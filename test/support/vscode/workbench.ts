import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { watchOutside } from '../browser.ts';
import type { PageOptions, VsCode } from './start.ts';

/** VS Code's window, used with real keys as a person would. */

export interface Workbench {
  page: Page;
  /** Addresses that the page asked for outside this machine; a test asserts that there are none. */
  outside: string[];
  /** Opens a file of the workspace by name (quick open). */
  openFile(path: string): Promise<void>;
  /** Puts the cursor at line and column (from 1) of the active file. */
  cursorAt(line: number, column: number): Promise<void>;
  /** Types character by character. */
  type(text: string, options?: { delay?: number }): Promise<void>;
  press(...keys: string[]): Promise<void>;
  /** Runs a command of the command palette by its title. */
  command(title: string): Promise<void>;
  /**
   * Makes the active editor's part for inline suggestions now. VS Code makes it some idle time after the editor, on a busy
   * machine seconds later; a key before that asks no provider.
   */
  awaken(): Promise<void>;
  /** What is shown as ghost text now, its lines joined; the empty string where there is none. */
  ghostText(): Promise<string>;
  /** Waits until ghost text is shown and returns it. */
  waitForGhostText(options?: { timeout?: number }): Promise<string>;
  /** Waits until none is shown. */
  waitForNoGhostText(options?: { timeout?: number }): Promise<void>;
  /** Waits until an entry of the status bar contains this, and returns its text: so an extension tells that it is up. */
  waitForStatusBar(containing: string): Promise<string>;
  /** Saves the active file and returns its content from disk. */
  save(path: string): Promise<string>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface WorkbenchOptions extends PageOptions {
  size?: { width: number; height: number };
  /** Milliseconds until what is waited for must have come. */
  timeout?: number;
}

const defaults = { width: 1280, height: 800, timeout: 30_000 } as const;

/** Opens the workbench in a fresh browser profile, and waits until it can be typed in. */
export async function openWorkbench(
  browser: Browser,
  vscode: VsCode,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const context = await browser.newContext({ viewport: options.size ?? defaults });
  const page = await context.newPage();
  page.setDefaultTimeout(options.timeout ?? defaults.timeout);
  const outside = watchOutside(page, vscode.origin);
  await page.goto(vscode.page(options));
  await page.waitForSelector('.monaco-workbench .statusbar');
  const editor = '.editor-instance .monaco-editor[data-uri]';
  if (options.open) await page.waitForSelector(`${editor} .view-line`);

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const type = (text: string, { delay = 0 } = {}) => page.keyboard.type(text, { delay });
  const pick = async (keys: string, text: string) => {
    await press(keys);
    await page.waitForSelector('.quick-input-widget:visible input');
    await type(text);
  };

  const command = async (title: string) => {
    await pick('F1', title);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await press('Enter');
  };

  return {
    page,
    outside,
    type,
    press,
    async openFile(path) {
      await pick('Control+p', path);
      const name = path.split('/').at(-1) ?? path;
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
      await press('Enter');
      await page.locator(`.editor-instance .monaco-editor[data-uri$="/${path}"] .view-line`).first().waitFor();
    },
    async cursorAt(line, column) {
      await pick('Control+g', `${line}:${column}`);
      await press('Enter');
      await page.locator('.statusbar', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
      await page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    },
    command,
    async awaken() {
      await command('Trigger Inline Suggestion');
      await page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    },
    ghostText: () => page.evaluate<string>(readGhostText),
    async waitForGhostText(wait = {}) {
      const shown = await page.waitForFunction(readGhostText, undefined, wait);
      return (await shown.jsonValue()) as string;
    },
    async waitForNoGhostText(wait = {}) {
      await page.waitForFunction(`!${readGhostText}`, undefined, wait);
    },
    async waitForStatusBar(containing) {
      const entry = page.locator('.statusbar-item', { hasText: containing }).first();
      return ((await entry.textContent()) ?? '').trim();
    },
    async save(path) {
      await press('Control+s');
      await page.waitForFunction(
        `document.querySelector('.tab.active') && !document.querySelector('.tab.active.dirty')`,
      );
      return readFile(join(vscode.workspace, path), 'utf8');
    },
    async screenshot(file) {
      await page.screenshot({ path: file });
    },
    close: () => context.close(),
  };
}

/** Runs in the page: the first line stands in the text, further lines in a view zone below it. */
const readGhostText = `(() => {
  const text = selector => [...document.querySelectorAll(selector)].map(element => element.textContent);
  const first = text('.view-line [class*=ghost-text-decoration]').join('');
  const below = text('.view-zones .suggest-preview-text .view-line');
  return [first, ...below].join('\\n').replaceAll('\\u00a0', ' ').trimEnd();
})()`;
