import type { SuggestionEvent } from '../schema/event.ts';
import { type Bank, type BankOptions, makeBank, type Person, workload } from './bank.ts';
import { Hands } from './entered.ts';
import { type Client, simulateLife } from './life.ts';
import { Random } from './random.ts';
import { Truth } from './truth.ts';

/** What one client sends at once, and when it arrives. */
export interface Batch {
  person: Person;
  /** The simulated day it belongs to. */
  day: string;
  receivedAt: number;
  events: SuggestionEvent[];
}

/** How the way to the store behaves: every fault that an outbox, a laptop and a network have. */
export interface Faults {
  /** Share of events that are lost for good (a deleted outbox). */
  lost: number;
  /** Share of batches that are sent twice, for the answer got lost. */
  repeated: number;
  /** Share of neighbouring batches that change places. */
  reordered: number;
}

export const ordinaryFaults: Faults = { lost: 0.002, repeated: 0.02, reordered: 0.05 };

const batchSize = 200;
const dayMs = 86_400_000;

export interface Simulation {
  bank: Bank;
  truth: Truth;
  batches: Generator<Batch>;
}

/** The same options give the same batches, event by event. `truth` is complete once the batches are exhausted. */
export function simulate(options: BankOptions, faults: Faults = ordinaryFaults): Simulation {
  const bank = makeBank(options);
  const truth = new Truth();
  return { bank, truth, batches: batchesOf(bank, options.seed, faults, truth) };
}

function* batchesOf(bank: Bank, seed: number, faults: Faults, truth: Truth): Generator<Batch> {
  for (const [day, date] of bank.days.entries()) {
    const random = new Random(seed, 2, day);
    let held: Batch | null = null;
    for (const person of bank.people) {
      const [asking, typing] = [3, 4].map(part => new Random(seed, part, day, person.index)) as [Random, Random];
      for (const batch of personDay(bank, person, day, date, asking, typing, faults, truth)) {
        const copies = random.chance(faults.repeated) ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) {
          if (held === null && random.chance(faults.reordered)) {
            held = batch;
            continue;
          }
          yield batch;
          if (held !== null) {
            yield held;
            held = null;
          }
        }
      }
    }
    if (held !== null) yield held;
  }
}

function* personDay(
  bank: Bank,
  person: Person,
  day: number,
  date: string,
  random: Random,
  handRandom: Random,
  faults: Faults,
  truth: Truth,
): Generator<Batch> {
  const requests = random.poisson(person.requestsPerDay * workload(bank, person, day, random));
  if (requests === 0) return;
  const begin = Date.parse(date) + 8 * 3_600_000;
  const times = Array.from({ length: requests }, () => begin + random.between(0, 9 * 3_600_000)).sort((a, b) => a - b);
  const arm = day >= bank.experimentFrom ? (person.arm ?? undefined) : undefined;
  const client: Client = { session: random.uuidv7(begin), nextSeq: 0, arm };
  const hands = new Hands(client, handRandom);
  let waiting: SuggestionEvent[] = [];
  const deliver = (events: readonly SuggestionEvent[], chance: Random) => {
    const delivered = events.filter(() => !chance.chance(faults.lost));
    truth.lost += events.length - delivered.length;
    waiting.push(...delivered);
    return delivered;
  };
  for (const at of times) {
    truth.enter(person, date, deliver(hands.tell(at), handRandom));
    const events = simulateLife({ bank, person, day, at, client, random });
    const language = events.find(event => event.kind === 'suggested')!.language;
    hands.work(at, language, events);
    truth.add(person, date, deliver(events, random));
    while (waiting.length >= batchSize) {
      yield {
        person,
        day: date,
        receivedAt: Math.min(at + 60_000, Date.parse(date) + dayMs),
        events: waiting.slice(0, batchSize),
      };
      waiting = waiting.slice(batchSize);
    }
  }
  truth.enter(person, date, deliver(hands.tell(Number.POSITIVE_INFINITY), handRandom));
  if (waiting.length > 0) yield { person, day: date, receivedAt: Date.parse(date) + dayMs, events: waiting };
}
