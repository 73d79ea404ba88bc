import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditLog } from '../contract.ts';
import { authentication, team, time } from '../fields.ts';
import { replaceFile } from '../files.ts';
import type { SubjectDraft } from '../records.ts';
import { readCapture } from './captures.ts';

/**
 * A capture leaves the proxy only where two people want it: one asks, another releases. Both acts are records, and the release
 * is durable before the first byte leaves.
 */

/** Milliseconds for which one person's word waits for another's. */
const patienceMs = 86_400_000;

const askSchema = z.strictObject({
  name: z.string().min(1).max(320),
  by: authentication,
  team: team.optional(),
  at: time,
});
type Ask = z.infer<typeof askSchema>;

export interface ReleaseOptions {
  folder: string;
  log: Pick<AuditLog, 'append'>;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export type Released =
  | { kind: 'released'; jwe: string }
  | { kind: 'refused'; reason: 'not_there' | 'nobody_asked' | 'same_person' };

/** Who has asked for a capture, as long as it holds. */
export async function askedBy({ folder, clock }: Omit<ReleaseOptions, 'log'>, capture: string): Promise<Ask | null> {
  const text = await readFile(join(folder, `${capture}.ask.json`), 'utf8').catch(() => null);
  if (text === null) return null;
  const ask = askSchema.parse(JSON.parse(text));
  return ask.at + patienceMs > clock() ? ask : null;
}

/** The first person's word. False where there is no such capture. */
export async function ask(options: ReleaseOptions, capture: string, person: SubjectDraft): Promise<boolean> {
  const { folder, log, clock } = options;
  if ((await readCapture(folder, capture)) === null) return false;
  await log.append({ kind: 'break_glass.asked', capture, subject: person });
  const word: Ask = { ...person, at: clock() };
  await replaceFile(join(folder, `${capture}.ask.json`), JSON.stringify(word), { durable: true });
  return true;
}

/** The second person's word, and with it the encrypted capture. Each release needs both words anew. */
export async function release(options: ReleaseOptions, capture: string, person: SubjectDraft): Promise<Released> {
  const { folder, log } = options;
  const jwe = await readCapture(folder, capture);
  if (jwe === null) return { kind: 'refused', reason: 'not_there' };
  const asked = await askedBy(options, capture);
  if (asked === null) return { kind: 'refused', reason: 'nobody_asked' };
  if (asked.name === person.name) return { kind: 'refused', reason: 'same_person' };
  const { at: _at, ...first } = asked;
  // Taken first: two who release at once must not both find it.
  await rm(join(folder, `${capture}.ask.json`));
  await log.append({ kind: 'break_glass.released', capture, first: withoutAbsent(first), second: person });
  return { kind: 'released', jwe };
}

function withoutAbsent({ name, by, team: of }: Omit<Ask, 'at'>): SubjectDraft {
  return { name, by, ...(of === undefined ? {} : { team: of }) };
}
