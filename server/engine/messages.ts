/** What the engine process and the one that started it say to each other over IPC. The secret travels nowhere else. */

export interface EngineSettings {
  modelPath: string;
  /** Tokens that prompt and answer may fill together. */
  contextTokens: number;
  threads: number;
  sequences: number;
  secret: string;
}

export type ToEngine = { kind: 'start'; settings: EngineSettings } | { kind: 'stop' };

/** `failed` comes before the process exits by itself, in words for the person who started it. */
export type FromEngine =
  | { kind: 'ready'; port: number; model: string; contextTokens: number }
  | { kind: 'failed'; message: string; mend: string };
