import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Intramural keeps what it must not lose (tokens, audit log, telemetry): `INTRAMURAL_HOME`, else the platform's
 * folder for application data.
 */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env.INTRAMURAL_HOME) return env.INTRAMURAL_HOME;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'intramural');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'intramural');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'intramural');
}

/** Where Intramural keeps what it can fetch again (models): `INTRAMURAL_CACHE`, else the platform's cache folder. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env.INTRAMURAL_CACHE) return env.INTRAMURAL_CACHE;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'intramural', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'intramural');
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'intramural');
}
