import type { Config } from '../config/schema.ts';
import type { PolicyFault } from '../policy/load.ts';
import type { FullPolicyDocument } from '../policy/schema.ts';

/** What the supervisor (`serve`) and its three processes say to each other over IPC. */

/** Where the embedded engine answers now. Its secret never leaves IPC and memory. */
export interface EngineAddress {
  url: string;
  secret: string;
  model: string;
  weights_sha256: string | null;
}

export interface GatewaySettings {
  config: Config;
  dataDirectory: string;
  policy: FullPolicyDocument;
  engine: EngineAddress | null;
  consoleUrl: string | null;
}

export interface ConsoleSettings {
  config: Config;
  dataDirectory: string;
  policy: FullPolicyDocument;
  /** Address under which people reach the gateway, without a trailing slash: cookies and links are made for it. */
  publicOrigin: string;
}

export type ToGateway =
  | { kind: 'start'; settings: GatewaySettings }
  | { kind: 'engine'; engine: EngineAddress | null }
  | { kind: 'console'; url: string | null }
  | { kind: 'policy'; policy: FullPolicyDocument }
  | { kind: 'policy-refused'; fault: PolicyFault }
  | { kind: 'stop' };

export type ToConsole =
  | { kind: 'start'; settings: ConsoleSettings }
  | { kind: 'policy'; policy: FullPolicyDocument }
  | { kind: 'stop' };

/** `failed` comes before the process exits by itself, in words for the person who started it. */
export type FromChild = { kind: 'ready'; port: number } | { kind: 'failed'; message: string; mend: string | null };
