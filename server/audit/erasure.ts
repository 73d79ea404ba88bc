import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { limits, pseudonym, uuid } from './fields.ts';
import { replaceFile, syncDirectory } from './files.ts';
import type { PersonalStore } from './personal.ts';
import type { AuditDraft, SubjectDraft } from './records.ts';
import { readIfThere } from './tree-files.ts';

/**
 * Erasing a person: the names behind pseudonyms are destroyed, the records stay. The intention is on disk first, then the
 * record, then the names go: whenever a crash comes, opening the log again finishes what was begun.
 */

const intention = z.strictObject({
  erasure: uuid,
  pseudonyms: z.array(pseudonym),
  by: z.strictObject({ name: z.string(), by: z.string(), team: z.string().optional() }).optional(),
});

const intentionPath = (directory: string) => join(directory, 'erasing.json');

export async function recordErasure(
  directory: string,
  erasure: { erasure: string; pseudonyms: string[] },
  by?: SubjectDraft,
): Promise<void> {
  const content = JSON.stringify(intention.parse({ ...erasure, ...(by && { by }) }));
  await replaceFile(intentionPath(directory), content, { durable: true });
}

/** Carries out what `recordErasure` wrote down; nothing where there is nothing. */
export async function finishErasure(
  directory: string,
  append: (draft: AuditDraft) => Promise<unknown>,
  personal: PersonalStore,
): Promise<void> {
  const content = await readIfThere(intentionPath(directory));
  if (!content) return;
  const { erasure, pseudonyms, by } = intention.parse(JSON.parse(content.toString()));
  for (let from = 0; from < pseudonyms.length; from += limits.pseudonyms) {
    const draft = { kind: 'erasure', erasure, pseudonyms: pseudonyms.slice(from, from + limits.pseudonyms) } as const;
    await append(by ? { ...draft, subject: by as SubjectDraft } : draft);
  }
  await personal.erase(new Set(pseudonyms));
  await rm(intentionPath(directory));
  await syncDirectory(directory);
}
