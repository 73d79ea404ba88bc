import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { Captures, capturesFolder } from '../../server/audit/break-glass/captures.ts';
import { breakGlassSchema } from '../../server/audit/break-glass/policy.ts';
import type { TestConsole } from './console.ts';

/** What the tests of break glass share: keys of a security team, and one inference to keep. */

export const pemOf = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
export const pairs = {
  x25519: pemOf(generateKeyPairSync('x25519')),
  p256: pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  rsa: pemOf(generateKeyPairSync('rsa', { modulusLength: 3072 })),
};
/** The security team's. */
export const team = pairs.x25519;

export const repository = 'https://git.bank.example/core';
export const content = { audit_id: '0199f3a0-0000-7000-8000-000000000001', repository, prompt: 'p', output: 'o' };

/** Puts one capture into a console's data folder. */
export async function keepOne({ home, gatewayLog }: TestConsole): Promise<void> {
  const folder = capturesFolder(home);
  mkdirSync(folder, { recursive: true });
  const captures = new Captures({
    folder,
    log: gatewayLog,
    clock: Date.now,
    onFailure: error => assert.fail(String(error)),
  });
  const policy = breakGlassSchema.parse({ enabled: true, repositories: [repository], key: team.publicKey });
  await captures.keep(policy, content);
  await captures.stop();
}
