import { Random } from './random.ts';

/** The people of a simulated bank and its calendar. */

export interface BankOptions {
  seats: number;
  days: number;
  seed: number;
  /** The last simulated day, `YYYY-MM-DD`. */
  until: string;
  /** People are put into its arms by chance, from a third of the period on. Absent: there is none. */
  experiment?: SimulatedExperiment;
}

export interface SimulatedExperiment {
  name: string;
  /** Share of the people, and what the arm adds to the log odds of accepting. */
  arms: readonly { name: string; share: number; odds: number }[];
}

/** What the command simulates: a longer context that helps a little. */
export const ordinaryExperiment: SimulatedExperiment = {
  name: 'context-size',
  arms: [
    { name: 'usual', share: 0.4, odds: 0 },
    { name: 'more', share: 0.4, odds: 0.35 },
  ],
};

export interface Person {
  index: number;
  /** Stands in for the directory's name; becomes a pseudonym like any other. */
  subject: string;
  team: string;
  languages: readonly (readonly [string, number])[];
  /** First day on which the extension is used, as position among the days; null: installed at most. */
  startsOn: number | null;
  /** Completions asked for on an ordinary day. */
  requestsPerDay: number;
  /** Added to the log odds of accepting: people differ more than languages do. */
  taste: number;
  editor: string;
  /** `experiment/arm`, and what it adds to the log odds of accepting; null: in none. */
  arm: { name: string; odds: number } | null;
}

export interface Bank {
  people: Person[];
  days: string[];
  /** Days on which nobody works. */
  holidays: ReadonlySet<string>;
  /** Position of the day from which on the newer model answers. */
  modelChangeOn: number;
  /** Position of the day from which on the experiment runs. */
  experimentFrom: number;
}

const teams: readonly { name: string; languages: Person['languages'] }[] = [
  {
    name: 'Payments',
    languages: [
      ['java', 7],
      ['sql', 2],
      ['yaml', 1],
    ],
  },
  {
    name: 'Core ledger',
    languages: [
      ['cobol', 6],
      ['java', 2],
      ['sql', 3],
    ],
  },
  {
    name: 'Risk models',
    languages: [
      ['python', 7],
      ['sql', 2],
    ],
  },
  {
    name: 'Online banking',
    languages: [
      ['typescript', 7],
      ['java', 2],
      ['css', 1],
    ],
  },
  {
    name: 'Platform',
    languages: [
      ['go', 4],
      ['yaml', 3],
      ['shellscript', 2],
      ['python', 1],
    ],
  },
  {
    name: 'Markets',
    languages: [
      ['cpp', 5],
      ['csharp', 3],
      ['python', 2],
    ],
  },
];

const dayMs = 86_400_000;
/** Share of seats that never use what they have. */
const neverActive = 0.12;
/** Share of users who come in the course of the period instead of being there from the start. */
const lateComers = 0.3;

export function makeBank({ seats, days, seed, until, experiment }: BankOptions): Bank {
  const random = new Random(seed, 1);
  const assigning = new Random(seed, 5);
  const last = Date.parse(until);
  const calendar = Array.from({ length: days }, (_, at) =>
    new Date(last - (days - 1 - at) * dayMs).toISOString().slice(0, 10),
  );
  const people = Array.from({ length: seats }, (_, index): Person => {
    const team = teams[index % teams.length]!;
    const active = !random.chance(neverActive);
    return {
      index,
      subject: `simulated:${String(index).padStart(5, '0')}`,
      team: team.name,
      languages: team.languages,
      startsOn: active ? (random.chance(lateComers) ? random.integer(0, days - 1) : 0) : null,
      requestsPerDay: Math.min(400, random.logNormal(90, 0.7)),
      taste: 0.55 * random.normal(),
      editor: random.chance(0.8) ? 'Visual Studio Code' : 'code-server',
      arm: experiment ? assign(experiment, assigning) : null,
    };
  });
  const holidays = new Set(calendar.filter(() => random.chance(1 / 45)));
  return {
    people,
    days: calendar,
    holidays,
    modelChangeOn: Math.floor(days * 0.6),
    experimentFrom: Math.floor(days / 3),
  };
}

function assign({ name, arms }: SimulatedExperiment, random: Random): Person['arm'] {
  let left = random.fraction();
  for (const arm of arms) {
    if (left < arm.share) return { name: `${name}/${arm.name}`, odds: arm.odds };
    left -= arm.share;
  }
  return null;
}

/** How much of an ordinary day a person works: nothing on holidays, little at weekends. */
export function workload(bank: Bank, person: Person, at: number, random: Random): number {
  const day = bank.days[at]!;
  if (person.startsOn === null || at < person.startsOn || bank.holidays.has(day)) return 0;
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6) return random.chance(0.03) ? 0.3 : 0;
  return random.chance(0.09) ? 0 : random.between(0.5, 1.5);
}
