import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { CommandError } from '../cli/command.ts';
import { dataDirectory } from '../data.ts';
import { localTokenOpens } from '../identity/authenticator.ts';
import { type Config, configSchema } from './schema.ts';
import { FileProblems, readYaml } from './yaml.ts';

/** The configuration in force, with the folder where this proxy keeps its data. */
export interface LoadedConfig {
  config: Config;
  dataDirectory: string;
  /** Null where the built-in defaults are in force. */
  file: string | null;
}

/**
 * Reads the configuration: the file given, else `INTRAMURAL_CONFIG`, else `intramural.yaml` in the working folder, else the
 * defaults. `INTRAMURAL_HOST`, `INTRAMURAL_PORT` and `INTRAMURAL_LOG_LEVEL` win over the file.
 * @throws {CommandError} with what is wrong and how to mend it.
 */
export function loadConfig(given: string | undefined, env: NodeJS.ProcessEnv = process.env): LoadedConfig {
  const file = given ?? env.INTRAMURAL_CONFIG ?? (existsSync('intramural.yaml') ? 'intramural.yaml' : null);
  const fromFile = file === null ? configSchema.parse({}) : readYaml(file, configSchema);
  const config = withEnvironment(fromFile, env);
  const problems = contradictions(config);
  if (problems.length > 0) {
    throw new FileProblems(
      file ?? 'the environment',
      problems.map(([field, message]) => ({ line: 1, column: 1, field, message })),
    );
  }
  return { config, dataDirectory: resolve(env.INTRAMURAL_HOME ?? config.data_dir ?? dataDirectory(env)), file };
}

function withEnvironment(config: Config, env: NodeJS.ProcessEnv): Config {
  const overridden = structuredClone(config);
  if (env.INTRAMURAL_HOST) overridden.listen.host = env.INTRAMURAL_HOST;
  if (env.INTRAMURAL_PORT) overridden.listen.port = Number(env.INTRAMURAL_PORT);
  if (env.INTRAMURAL_LOG_LEVEL) overridden.log.level = env.INTRAMURAL_LOG_LEVEL as Config['log']['level'];
  const parsed = configSchema.safeParse(overridden);
  if (parsed.success) return parsed.data;
  const names: Record<string, string> = {
    host: 'INTRAMURAL_HOST',
    port: 'INTRAMURAL_PORT',
    level: 'INTRAMURAL_LOG_LEVEL',
  };
  const issue = parsed.error.issues[0];
  const name = names[String(issue?.path.at(-1))] ?? 'The environment';
  throw new CommandError(`${name} can't be used: ${issue?.message}.`, { mend: `Correct or unset ${name}.` });
}

/** What no single field can know. */
function contradictions(config: Config): [field: string, message: string][] {
  const problems: [string, string][] = [];
  const ids = config.models.map(model => model.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    problems.push(['models', `"${id}" is the id of more than one model: give each its own`]);
  }
  if (config.models.filter(model => model.upstream === 'embedded').length > 1) {
    problems.push(['models', 'only one model can be embedded: run further ones behind a server of their own']);
  }
  // The local token is the key of one person on one machine. It must not open a service to a network.
  const local = isLoopback(config.listen.host);
  if (!local && localTokenOpens(config.identity)) {
    problems.push([
      'listen.host',
      `"${config.listen.host}" is not a loopback address. The local sign-in serves one person on one machine: use 127.0.0.1, or configure identity.oidc or identity.tokens_file`,
    ]);
  } else if (!local && config.listen.tls === undefined) {
    problems.push([
      'listen.tls',
      `"${config.listen.host}" is not a loopback address, and code and tokens would cross the network in the clear: give listen.tls a certificate, or listen on 127.0.0.1 behind a server that has one`,
    ]);
  }
  return problems;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
