import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { stringify } from 'yaml';
import { launchBrowser } from '../browser.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { startProxy, type TestProxy } from '../proxy.ts';
import { startVsCode, type VsCode, type VsCodeOptions } from './start.ts';

const vsix = join(import.meta.dirname, '..', '..', '..', 'dist', 'intramural.vsix');

/** The packed extension in a real VS Code, against the built proxy and a model that says what a test tells it to. */
export interface Session {
  /** The proxy's configuration, for another one in its place. */
  config: object;
  model: ModelServer;
  proxy: TestProxy;
  vscode: VsCode;
  browser: Browser;
  stop(): Promise<void>;
}

export interface SessionOptions extends Pick<VsCodeOptions, 'settings' | 'untrusted'> {
  files: Record<string, string>;
  /** The proxy's policy; where absent, the built-in default without context, which comes when the workspace is read. */
  policy?: object;
  /** Settings of the machine beside the proxy's address. */
  machineSettings?: Record<string, unknown>;
}

/** The configuration of a proxy whose only model is the scripted one. */
export function scriptedModel(model: ModelServer): object {
  return { models: [{ id: 'scripted', template: 'qwen2.5-coder', upstream: { url: model.url } }] };
}

const withoutContext = { completion: { context_tokens: 0 } };

export async function startSession({
  files,
  machineSettings,
  policy = withoutContext,
  ...options
}: SessionOptions): Promise<Session> {
  const model = await startModelServer();
  const folder = mkdtempSync(join(tmpdir(), 'intramural-policy-'));
  const policyFile = join(folder, 'policy.yaml');
  writeFileSync(policyFile, stringify(policy));
  const config = { ...scriptedModel(model), policy_file: policyFile };
  const proxy = await startProxy({ config });
  const vscode = await startVsCode({
    ...options,
    extension: { vsix },
    workspace: files,
    machineSettings: { 'intramural.proxyUrl': proxy.origin, ...machineSettings },
    env: { INTRAMURAL_HOME: proxy.home },
  });
  const browser = await launchBrowser();
  return {
    config,
    model,
    proxy,
    vscode,
    browser,
    async stop() {
      await browser.close();
      await vscode.stop();
      await proxy.stop();
      await model.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
