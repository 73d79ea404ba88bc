import { bulkLoad } from '../store/bulk-load.ts';
import { businessDay } from '../store/business-day.ts';
import type { Database } from '../store/database.ts';
import type { Submission } from '../store/ingest.ts';
import type { Answer } from '../store/store.ts';
import { answersOf } from './answers.ts';
import type { Batch, Simulation } from './deliver.ts';

/** Ways to bring a simulated bank into a store. */

/** Told after every simulated day. */
export type Progress = (day: string, events: number) => void;

/** What the audit log would tell of the answers of these batches; each is told once. */
export function answersOfDay(batches: readonly Batch[], nameOf: (subject: string) => string): Answer[] {
  const answers = batches.flatMap(({ person, events }) =>
    answersOf(events, { user: nameOf(person.subject), team: person.team }),
  );
  return [...new Map(answers.map(answer => [answer.audit_id, answer])).values()];
}

/** Batches in groups of one day: no suggestion is spoken of in two of them. */
export function* byDay(simulation: Simulation): Generator<{ day: string; batches: Batch[] }> {
  let day = '';
  let batches: Batch[] = [];
  for (const batch of simulation.batches) {
    const date = batch.day;
    if (date !== day && batches.length > 0) {
      yield { day, batches };
      batches = [];
    }
    day = date;
    batches.push(batch);
  }
  if (batches.length > 0) yield { day, batches };
}

/** Writes straight into an empty store, in UTC days. @param nameOf turns a subject into the store's name for a person. */
export async function fillDirectly(
  database: Database,
  simulation: Simulation,
  nameOf: (subject: string) => string,
  progress: Progress,
  audited: (day: readonly Batch[]) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const utc = businessDay('UTC');
  for (const { day, batches } of byDay(simulation)) {
    const submissions = batches.map(
      ({ person, receivedAt, events }): Submission => ({
        user: nameOf(person.subject),
        team: person.team,
        receivedAt,
        events: events.map((event, index) => ({ index, event })),
      }),
    );
    const events = await bulkLoad(database, submissions, utc);
    await audited(batches);
    progress(day, events);
  }
}

/** How many batches are on their way at once. */
const underWay = 32;

/**
 * Sends every batch as its client would. @param send resolves once the batch is acknowledged. @param audited told of each
 * day's batches once they are sent, as the audit log is.
 */
export async function fillByIngest(
  simulation: Simulation,
  send: (batch: Batch) => Promise<{ accepted: number; duplicates: number }>,
  progress: Progress,
  audited: (day: readonly Batch[]) => Promise<unknown> = async () => undefined,
): Promise<void> {
  for (const { day, batches } of byDay(simulation)) {
    let accepted = 0;
    const waiting = batches.values();
    const sender = async () => {
      for (const batch of waiting) {
        const receipt = await send(batch);
        accepted += receipt.accepted;
      }
    };
    await Promise.all(Array.from({ length: underWay }, sender));
    await audited(batches);
    progress(day, accepted);
  }
}
