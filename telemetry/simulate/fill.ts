import { bulkLoad } from '../store/bulk-load.ts';
import { businessDay } from '../store/business-day.ts';
import type { Database } from '../store/database.ts';
import type { Submission } from '../store/ingest.ts';
import type { Batch, Simulation } from './deliver.ts';

/** Ways to bring a simulated bank into a store. */

/** Told after every simulated day. */
export type Progress = (day: string, events: number) => void;

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
    progress(day, await bulkLoad(database, submissions, utc));
  }
}

/** How many batches are on their way at once. */
const underWay = 32;

/** Sends every batch as its client would. @param send resolves once the batch is acknowledged. */
export async function fillByIngest(
  simulation: Simulation,
  send: (batch: Batch) => Promise<{ accepted: number; duplicates: number }>,
  progress: Progress,
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
    progress(day, accepted);
  }
}
