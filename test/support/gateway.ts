import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { pino } from 'pino';
import type { openAuditLog } from '../../server/audit/log.ts';
import { AuditReader } from '../../server/audit/read.ts';
import { type AuditRecord, decodeRecord } from '../../server/audit/records.ts';
import { type Config, configSchema } from '../../server/config/schema.ts';
import { type Service, startService } from '../../server/gateway/service.ts';
import { ensureLocalToken } from '../../server/identity/local-token.ts';
import { policyVersion } from '../../server/policy/load.ts';
import { policySchema } from '../../server/policy/schema.ts';
import type { EngineAddress } from '../../server/serve/messages.ts';

/** The real gateway inside this process, on a port and a data folder of its own. */
export interface TestGateway {
  origin: string;
  port: number;
  token: string;
  home: string;
  service: Service;
  /** OpenAI's own client, signed in; it asks nothing twice. */
  client: OpenAI;
  /** The last megabytes of the log. */
  log(): string;
  post(body: unknown, init?: RequestInit): Promise<Response>;
  /** Stops the gateway (once), and reads everything that it has recorded. */
  records(): Promise<AuditRecord[]>;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  /** Addresses of model servers by model id. */
  models?: Record<string, string>;
  config?: Partial<Pick<Config, 'limits' | 'egress' | 'redaction'>> & {
    models?: object[];
    identity?: object;
    shared?: object;
    listen?: object;
  };
  policy?: object;
  engine?: EngineAddress | null;
  consoleUrl?: string | null;
  env?: NodeJS.ProcessEnv;
  openLog?: typeof openAuditLog;
  resolve?: Parameters<typeof startService>[0]['resolve'];
}

export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const home = mkdtempSync(join(tmpdir(), 'intramural-gateway-'));
  const token = ensureLocalToken(home);
  const models = Object.entries(options.models ?? {}).map(([id, url]) => ({
    id,
    template: 'qwen2.5-coder',
    upstream: { url },
  }));
  const config = configSchema.parse({
    listen: { port: 0 },
    ...(models.length > 0 ? { models } : {}),
    ...options.config,
  });
  const policy = policySchema.parse(options.policy ?? {});
  let log = '';
  const service = await startService({
    settings: {
      config,
      dataDirectory: home,
      policy: { policy, policy_version: policyVersion(policy) },
      engine: options.engine ?? null,
      consoleUrl: options.consoleUrl ?? null,
    },
    log: pino(
      { level: 'debug' },
      {
        write: (line: string) => {
          // A bench of many requests would keep hundreds of megabytes of it.
          if (log.length > 4_000_000) log = log.slice(-2_000_000);
          log += line;
        },
      },
    ),
    env: options.env ?? {},
    localToken: token,
    software: '0.0.1',
    ...(options.openLog ? { openLog: options.openLog } : {}),
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  const origin = `http://127.0.0.1:${service.port}`;
  let stopping: Promise<void> | null = null;
  const stopOnce = () => {
    stopping ??= service.stop();
    return stopping;
  };
  return {
    origin,
    port: service.port,
    token,
    home,
    service,
    client: new OpenAI({ baseURL: `${origin}/v1`, apiKey: token, maxRetries: 0 }),
    log: () => log,
    post: (body, init = {}) =>
      fetch(`${origin}/v1/completions`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...init.headers },
      }),
    records: async () => {
      await stopOnce();
      const reader = new AuditReader(join(home, 'audit', 'gateway'));
      const entries = await reader.entries(0, await reader.refresh());
      return entries.map(decodeRecord);
    },
    stop: async () => {
      await stopOnce();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
