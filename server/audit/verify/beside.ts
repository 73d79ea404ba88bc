import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfFile } from '../files.ts';
import { readHolds } from '../holds.ts';
import { Bad, type Evidence, type VerifyOptions } from './evidence.ts';
import type { Pass } from './pass.ts';
import { readPersonal } from './personal-check.ts';

/** What lies beside the records, held against what the records say of it. All of these throw `Bad`. */

/** What is gone must be said to be gone, by a record that retention wrote. */
export function checkDeleted(pass: Pass): void {
  const said = pass.rules.deleted;
  for (const { from, to, root } of pass.missing) {
    const covered = said.some(
      range =>
        range.from <= from &&
        range.to >= to &&
        (range.root === undefined || range.from !== from || range.to !== to || range.root === root),
    );
    if (!covered)
      throw new Bad(from, `records ${from} to ${to - 1} are missing, and no record says that they were deleted`);
  }
}

/** A sealed file must be, byte for byte, the one whose digest was recorded when it was sealed. */
export function checkSealed(pass: Pass): void {
  for (const [first, { path, sha256 }] of pass.sealed) {
    const said = pass.rules.sealed.get(first);
    // The record that said it is gone: each record within was held against the tree all the same.
    if (said === undefined && pass.deletedAfter(first)) continue;
    if (said !== sha256) throw new Bad(first, `${path} is not the file that was sealed`);
  }
}

/** @returns how many records tell of people who were erased. */
export async function checkPeople(directory: string, pass: Pass): Promise<number> {
  const { opened, complaint } = await readPersonal(directory);
  let erased = 0;
  let unopened: number | null = null;
  for (const [pseudonym, { first, count }] of pass.pseudonyms) {
    const gone = pass.rules.erased.has(pseudonym);
    if (gone) erased += count;
    if (opened === null) continue;
    if (gone && opened.has(pseudonym)) throw new Bad(first, 'its person was erased, but the name is still there');
    if (!gone && !opened.has(pseudonym) && !pass.deletedAfter(first)) unopened ??= first;
  }
  if (complaint) throw new Bad(unopened, complaint);
  if (unopened !== null) throw new Bad(unopened, 'its person is gone, and no record says that they were erased');
  return erased;
}

/** Bytes that were cut off as a torn tail are kept, and must be those that were recorded. */
export async function checkRemoved(directory: string, pass: Pass): Promise<void> {
  const folder = join(directory, 'removed');
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const digest = await digestOfFile(join(folder, name));
    if (!pass.rules.removed.has(digest)) throw new Bad(null, `removed/${name} is not what the log says was removed`);
  }
}

/** Each hold that stands must be in the file that retention goes by: one taken out of it would let records go. */
export async function checkHolds(directory: string, pass: Pass): Promise<void> {
  const standing = pass.rules.holds;
  const [oldest] = standing.values();
  const kept = await readHolds(directory).catch(() => null);
  if (kept === null) throw new Bad(oldest?.index ?? null, 'holds.json is not as it was written');
  for (const [hold, { index, from, to }] of standing) {
    const found = kept.find(one => one.hold === hold);
    if (found?.from !== from || found.to !== to) throw new Bad(index, 'the hold that it placed is not in holds.json');
  }
}

/**
 * Where checkpoints from elsewhere, or a witness, are called upon, at least one of theirs must have been held against the
 * records: one whose records are all deleted proves nothing of what is left.
 */
export function checkHeld(evidence: Evidence, pass: Pass, options: VerifyOptions): void {
  const given = evidence.heads.filter(({ isGiven }) => isGiven);
  const largest = given.at(-1);
  if (largest && !given.some(head => pass.held.has(head))) {
    throw new Bad(
      null,
      `${largest.source} is of ${largest.size} records that were deleted since: it proves nothing now`,
    );
  }
  for (const witness of options.witnesses ?? []) {
    const signed = [...pass.held].some(({ signatures }) => signatures.some(({ key }) => key === witness));
    if (!signed)
      throw new Bad(null, `what the witness ${witness.name} has cosigned was deleted since: it proves nothing`);
  }
}

export async function checkTiles(pass: Pass, evidence: Evidence): Promise<void> {
  const { complaint } = pass.tiles;
  if (complaint) throw new Bad(complaint.index, `the record is the one that was signed, but ${complaint.reason}`);
  const isDeleted = (from: number, to: number) => pass.missing.some(range => range.from <= from && range.to >= to);
  const found = await pass.tiles.finish(evidence.own?.size ?? 0, isDeleted);
  if (found) throw new Bad(found.index, found.reason);
}
