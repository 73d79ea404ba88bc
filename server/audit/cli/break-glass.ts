import { readFile, rm, writeFile } from 'node:fs/promises';
import { CommandError } from '../../cli/command.ts';
import { dataDirectory } from '../../data.ts';
import { capturesFolder, listCaptures } from '../break-glass/captures.ts';
import { open } from '../break-glass/sealing.ts';
import { print, printJson } from './shared.ts';

/** `audit break-glass …`: asking and releasing go through the proxy, which knows who says so by their own token. */

interface Signed {
  proxy: string;
  tokenFile: string;
}

/** Milliseconds for one answer of the console. */
const timeoutMs = 15_000;

export async function listHere(options: { json?: boolean }): Promise<void> {
  const folder = capturesFolder(dataDirectory());
  for (const capture of await listCaptures(folder)) {
    if (options.json) printJson(capture);
    else {
      const moment = (at: number) => new Date(at).toISOString();
      print(
        `${capture.capture}  ${moment(capture.at)}  inference ${capture.audit_id}  key ${capture.kid}  until ${moment(capture.until)}`,
      );
    }
  }
}

export async function askFor(capture: string, options: Signed): Promise<void> {
  await post(options, capture, 'ask');
  print('Asked for. Another person has a day to release it: intramural audit break-glass release.');
}

export async function releaseTo(capture: string, options: Signed & { output: string }): Promise<void> {
  // Made first: a release that could not be written would be one for nothing.
  await writeFile(options.output, '', { flag: 'wx', mode: 0o600 }).catch(error => {
    throw new CommandError(`${options.output}: ${(error as Error).message}`, { cause: error });
  });
  const { jwe } = (await post(options, capture, 'release').catch(async error => {
    await rm(options.output);
    throw error;
  })) as { jwe: string };
  await writeFile(options.output, jwe);
  print(`Released, and recorded with both names. ${options.output} is encrypted: the security team opens it.`);
}

export async function openFile(file: string, options: { privateKey: string }): Promise<void> {
  const [jwe, key] = await Promise.all([readFile(file, 'utf8'), readFile(options.privateKey, 'utf8')]);
  try {
    printJson(await open(jwe, key));
  } catch (error) {
    throw new CommandError(`${file} does not open with this key, or is not what was released.`, { cause: error });
  }
}

/** One act at the console, signed in with the token for as long as it takes. */
async function post({ proxy, tokenFile }: Signed, capture: string, act: 'ask' | 'release'): Promise<unknown> {
  const token = (await readFile(tokenFile, 'utf8')).trim();
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(new URL(`/console/api/${path}`, proxy), {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(error => {
      throw new CommandError(`The proxy at ${proxy} does not answer.`, { cause: error });
    });
    const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return { response, answer };
    const message = (answer as { error?: { message?: string } } | null)?.error?.message;
    throw new CommandError(message ?? `The proxy answered ${response.status}.`);
  };
  const json = { 'content-type': 'application/json' };
  const { response } = await call('session', { method: 'POST', headers: json, body: JSON.stringify({ token }) });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const session = (await call('session', { headers: { cookie } })).answer as { csrf: string };
  const headers = { cookie, 'x-csrf-token': session.csrf };
  try {
    return (await call(`break-glass/${encodeURIComponent(capture)}/${act}`, { method: 'POST', headers })).answer;
  } finally {
    await call('session', { method: 'DELETE', headers }).catch(() => undefined);
  }
}
