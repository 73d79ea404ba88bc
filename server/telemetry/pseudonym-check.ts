import { createHmac } from 'node:crypto';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import { CommandError } from '../cli/command.ts';

const settingName = 'pseudonym_key_check';

/**
 * A store is written under one pseudonym key: under a second one every person would be two.
 * @throws {CommandError} where the store was made under another.
 */
export async function keepOnePseudonymKey(store: TelemetryStore, key: Buffer): Promise<void> {
  const mine = createHmac('sha256', key).update('telemetry pseudonym key check\n').digest('base64url');
  const kept = await store.setting(settingName);
  if (kept === null) await store.setSetting(settingName, mine);
  else if (kept !== mine) {
    throw new CommandError('The telemetry store was written under another pseudonym key.', {
      mend: 'Restore keys/telemetry-pseudonym.key, or name the key that all consoles share in telemetry.pseudonym_key_file.',
    });
  }
}
