import * as vscode from 'vscode';
import type { Outbox } from '../engine/outbox.ts';
import { TransportError } from '../engine/transport.ts';
import { readAddress } from './address.ts';
import { policyDecisions } from './policy-words.ts';
import type { ProxyLink } from './proxy-link.ts';
import { settings } from './settings.ts';

const { t } = vscode.l10n;
const longestStep = 10_000;

/** Tries each step of the way to the proxy, and says for the first that fails what to do. */
export async function diagnose(link: ProxyLink, outbox: Outbox): Promise<string> {
  const lines = [`# ${t('Connection')}`, ''];
  const good = (line: string): void => void lines.push(`- ✓ ${line}`);
  const bad = (line: string, mend: string): void => void lines.push(`- ✗ ${line}`, `  ${mend}`);

  const decided: string[] = [];
  const address = readAddress(settings.proxyUrl(), t);
  if (address.kind === 'wrong') bad(address.why, t('Set intramural.proxyUrl in your user settings.'));
  else {
    good(t('The address is {0}.', address.origin));
    await steps(link, decided, good, bad);
  }
  lines.push(
    '',
    `## ${t('Adoption events')}`,
    '',
    t('{0} wait to be sent, {1} were lost since the start.', outbox.waiting, outbox.dropped),
  );
  if (decided.length > 0) lines.push('', `## ${t('Settings on which the policy has the last word')}`, '', ...decided);
  if (!vscode.workspace.isTrusted) lines.push('', t('This workspace is not trusted: nothing of it is sent.'));
  return `${lines.join('\n')}\n`;
}

async function steps(
  link: ProxyLink,
  decided: string[],
  good: (line: string) => void,
  bad: (line: string, mend: string) => void,
): Promise<void> {
  try {
    const rules = await link.policy(AbortSignal.timeout(longestStep));
    good(t('The proxy answers, knows who you are, and gave policy {0}.', rules.policy_version));
    const models = await link.models(AbortSignal.timeout(longestStep));
    good(t('It serves {0}.', models.join(', ')));
    decided.push(...policyDecisions(rules, models));
  } catch (error) {
    if (error instanceof TransportError) bad(error.message, mendOf(error.kind));
    else throw error;
  }
}

function mendOf(kind: TransportError['kind']): string {
  switch (kind) {
    case 'unreachable':
      return t('Start the proxy, or set intramural.proxyUrl to its address. HTTP proxies of the editor are not used.');
    case 'certificate':
      return t('Set intramural.caFile to the PEM file of the authority that signed its certificate.');
    case 'signed-out':
      return t('Run "Intramural: Sign In".');
    case 'timeout':
    case 'too-late':
    case 'busy':
      return t('Try again in a moment; if it lasts, tell those who run the proxy.');
    case 'forbidden':
    case 'refused':
      return t('This is policy: ask those who run the proxy.');
    case 'bad-answer':
      return t('Check that intramural.proxyUrl is the address of an Intramural proxy.');
  }
}
