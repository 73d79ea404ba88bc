import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { startVsCode, type VsCode, type VsCodeOptions } from './start.ts';

const vsix = join(import.meta.dirname, '..', '..', '..', 'dist', 'intramural.vsix');

/** The packed extension in a real VS Code, against the built proxy and a model that says what a test tells it to. */
export interface Session {
  model: ModelServer;
  proxy: TestProxy;
  vscode: VsCode;
  browser: Browser;
  stop(): Promise<void>;
}

export interface SessionOptions extends Pick<VsCodeOptions, 'settings' | 'untrusted'> {
  files: Record<string, string>;
  /** Settings of the machine beside the proxy's address. */
  machineSettings?: Record<string, unknown>;
}

/** The configuration of a proxy whose only model is the scripted one. */
export function scriptedModel(model: ModelServer): object {
  return { models: [{ id: 'scripted', template: 'qwen2.5-coder', upstream: { url: model.url } }] };
}

export async function startSession({ files, machineSettings, ...options }: SessionOptions): Promise<Session> {
  const model = await startModelServer();
  const proxy = await startProxy({ config: scriptedModel(model) });
  const vscode = await startVsCode({
    ...options,
    extension: { vsix },
    workspace: files,
    machineSettings: { 'intramural.proxyUrl': proxy.origin, ...machineSettings },
    env: { INTRAMURAL_HOME: proxy.home },
  });
  const browser = await launchBrowser();
  return {
    model,
    proxy,
    vscode,
    browser,
    async stop() {
      await browser.close();
      await vscode.stop();
      await proxy.stop();
      await model.close();
    },
  };
}
