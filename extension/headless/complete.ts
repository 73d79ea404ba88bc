import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { v7 } from 'uuid';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { CommandError, exit } from '../../server/cli/command.ts';
import { dataDirectory } from '../../server/data.ts';
import { localTokenFile } from '../../server/identity/local-token.ts';
import type { Place } from '../core/situation.ts';
import { toLineFeeds } from '../core/text.ts';
import { systemClock } from '../engine/clock.ts';
import { enclosingContext } from '../engine/collect.ts';
import { Engine } from '../engine/engine.ts';
import { ProxyTransport } from '../engine/proxy-transport.ts';
import type { Result } from '../engine/result.ts';
import { SyntaxTrees } from '../engine/syntax.ts';
import type { CompleteOptions } from './commands.ts';
import { describeTrace } from './describe.ts';
import { languageOf } from './language-of.ts';

/** How the proxy is reached. */
export interface ProxyAccess {
  proxy: string;
  token: string;
  ca?: string | undefined;
}

/** The engine that the editor runs, without an editor. Whoever opens it closes it. */
export function openEngine({ proxy, token, ca }: ProxyAccess): { engine: Engine; close(): void } {
  const transport = new ProxyTransport({ origin: originOf(proxy), token, ca, clientVersion: 'cli' });
  const engine = new Engine({
    transport,
    clock: systemClock,
    random: Math.random,
    newId: v7,
    sessionId: v7(),
    syntax: new SyntaxTrees(new WebGrammars(readFromPackages), () => undefined),
    context: enclosingContext,
  });
  return {
    engine,
    close() {
      engine.dispose();
      transport.dispose();
    },
  };
}

/** One completion, as if asked for by hand. */
export async function completeOnce(place: Place, access: ProxyAccess): Promise<Result> {
  const { engine, close } = openEngine(access);
  try {
    const ask = { documentId: place.path, place, trigger: 'manual', lengthMode: 'auto' } as const;
    const result = await engine.complete(ask, new AbortController().signal);
    return result.kind === 'nothing' && result.reason !== 'empty-answer' ? (faultOf(engine, result) ?? result) : result;
  } finally {
    close();
  }
}

/** Silence because of the connection is a failure to whoever asks from a terminal. */
function faultOf(engine: Engine, result: Result): Result | undefined {
  const { state } = engine.connection;
  if (state.kind === 'ready') return undefined;
  const reason = state.kind === 'offline' ? state.fault : state.kind === 'throttled' ? 'busy' : 'signed-out';
  return { kind: 'failed', reason, message: state.message, trace: result.trace };
}

export async function runComplete(place: string, options: CompleteOptions): Promise<void> {
  const tokenFile = options.tokenFile ?? localTokenFile(dataDirectory());
  const token = readText(
    tokenFile,
    'the token',
    'Start the proxy once (npx intramural serve), or give --token-file.',
  ).trim();
  const ca =
    options.ca === undefined ? undefined : readText(options.ca, 'the certificate', 'Give the path of a PEM file.');
  const result = await completeOnce(readPlace(place, options.language), { proxy: options.proxy, token, ca });
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    if (result.kind === 'offered') process.stdout.write(`${result.suggestion.text}\n`);
    process.stderr.write(describeTrace(result));
  }
  if (result.kind === 'failed') throw new CommandError(result.message, { mend: mendOf(result.reason, options.proxy) });
}

function mendOf(reason: string, proxy: string): string {
  if (reason === 'unreachable')
    return `Start the proxy (npx intramural serve), or give its address: --proxy (now ${proxy}).`;
  if (reason === 'signed-out') return 'Give the token of this proxy: --token-file FILE.';
  if (reason === 'certificate') return "Give the PEM file of the bank's authority: --ca FILE.";
  return 'npx intramural doctor looks for the cause.';
}

/** @throws {CommandError} for a place that is none, or a file that can't be read */
function readPlace(place: string, language: string | undefined): Place {
  const match = /^(.+):(\d+):(\d+)$/.exec(place);
  if (!match) throw new CommandError(`${place} is not FILE:LINE:COLUMN.`, { exitCode: exit.usage });
  const [, file, line, column] = match as unknown as [string, string, string, string];
  const text = toLineFeeds(readText(file, 'the file', 'Give FILE:LINE:COLUMN of a file that is there.'));
  const lines = text.split('\n');
  const row = Number(line) - 1;
  const rowText = lines[row];
  if (rowText === undefined || Number(column) < 1 || Number(column) > rowText.length + 1) {
    const length = rowText === undefined ? `${lines.length} lines` : `${rowText.length} characters in line ${line}`;
    throw new CommandError(`${file} has ${length}: ${line}:${column} is not in it.`, { exitCode: exit.usage });
  }
  const offset = lines.slice(0, row).reduce((sum, one) => sum + one.length + 1, 0) + Number(column) - 1;
  const path = relative(process.cwd(), resolve(file)).replaceAll('\\', '/');
  return {
    prefix: text.slice(0, offset),
    suffix: text.slice(offset),
    path: path.startsWith('../') ? path.slice(path.lastIndexOf('/') + 1) : path,
    languageId: language ?? languageOf(file),
  };
}

function readText(file: string, what: string, mend: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`Cannot read ${what}: ${file} (${code ?? 'unreadable'}).`, { mend, cause: error });
  }
}

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    throw new CommandError(`${address} is no address.`, {
      mend: 'Give one such as http://127.0.0.1:7411.',
      exitCode: exit.usage,
    });
  }
}
