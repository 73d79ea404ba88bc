import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../cli/command.ts';
import { dataDirectory } from '../../data.ts';
import { softwareVersion } from '../../version.ts';
import { loadAuditKeys, replaceSigningKey } from '../keys.ts';
import { AuditLogLocked } from '../lock.ts';
import { openAuditLog } from '../log.ts';
import { makeSigner } from '../note.ts';
import { print, printJson } from './shared.ts';
import { writers } from './through-writer.ts';

/**
 * `audit rotate-key`: the old key's last checkpoint covers the record that names the new key, so that whoever trusts the old one
 * has the new one from it.
 */
export async function rotateKey(options: { writer: string; json?: boolean }): Promise<void> {
  const own = (await writers()).find(({ writer }) => writer === options.writer);
  if (own === undefined) throw new CommandError(`There is no log of ${options.writer} here.`);
  const directory = join(dataDirectory(), 'keys');
  const keys = await loadAuditKeys(directory, own.writer);
  const before = keys.signing;
  const next = makeSigner(before.name, randomBytes(32));
  const log = await openAuditLog({ directory: own.directory, keys, software: softwareVersion }).catch(error => {
    if (!(error instanceof AuditLogLocked)) throw error;
    throw new CommandError('The proxy is running: its key can not be changed under it.', {
      mend: 'Stop it, change the key, and start it again.',
      cause: error,
    });
  });
  try {
    await log.append({ kind: 'key.changed', key: 'signing', before: before.id, after: next.id });
  } finally {
    await log.close('restart');
  }
  const handover = join(directory, `audit-${own.writer}.${before.id}.checkpoint`);
  await copyFile(join(own.directory, 'checkpoint'), handover);
  await replaceSigningKey(directory, own.writer, next);
  const vkey = join(directory, `audit-${own.writer}.vkey`);
  if (options.json) printJson({ log: own.writer, before: before.id, after: next.id, handover, public_keys: vkey });
  else {
    print(`${own.writer} signs with key ${next.id} from its next start; ${before.id} has signed until now.`);
    print(`Give to everyone who verifies: ${vkey} (both keys). The old key's last word: ${handover}`);
  }
}
