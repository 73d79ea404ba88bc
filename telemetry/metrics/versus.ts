import { compareRates, type Difference, sampleRatioP } from '../statistics/comparison.ts';
import type { RunQuery } from './figures.ts';
import { readableSql, type Selection, sourceOf } from './query.ts';
import type { Text } from './text.ts';

/** Two things side by side: two values of a dimension, or this period and the one before it. */
export interface Versus {
  a: string;
  b: string;
  /** Accepted of shown on each side. */
  rates: [number | null, number | null];
  /** Null where there are too few people to say. Rounded to a tenth of a point. */
  difference: Difference | null;
  /** The same with both sides weighted by their common languages; null as above. */
  standardised: number | null;
  /**
   * Whether as many people stand on both sides as the assignment gives: that of the experiment's arms, else an even one. Below
   * 0.001 they do not. Null where there are too few people, or of arms whose shares nobody knows any more.
   */
  sampleRatioP: number | null;
  sql: string;
}

export const versusTitle: Text = { en: 'Side by side', zh: '并列比较' };
export const versusDefinition: Text = {
  en: 'Accepted of shown, second minus first. The interval counts each person once (delta method over people, jackknife form; a person on both sides is one cluster). The always-valid p-value (mixture sequential test) may be looked at every day: of two alike things it falls below 0.05 in at most 5 % of comparisons, however often one looks. The standardised difference gives both sides the same mix of languages. The sample-ratio check counts the people who asked for completions on each side: of two arms of an experiment it holds them against the shares of the policy, else against an even assignment, of which it speaks only where there was one.',
  zh: '显示后的采纳率，后者减前者。区间按人聚类（对人使用 delta 法的刀切形式；两侧都有的人算一个聚类）。始终有效的 p 值（混合序贯检验）可以每天查看：对两个相同的事物，无论查看多少次，低于 0.05 的比例不超过 5%。标准化差值让两侧具有相同的语言构成。样本比例检验统计两侧请求过补全的人数：对实验的两个分组按策略中的比例检验，否则按均分检验，仅在确实随机均分时有意义。',
};

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Share of each arm of the experiment that is under way. */
export type ArmShares = Readonly<Record<string, number>>;

interface Side {
  selection: Selection;
  value: string | null;
}

/** @param a and b each one published selection of everyone. */
export async function versus(
  run: RunQuery,
  a: Side,
  b: Side,
  names: [string, string],
  shares: ArmShares = {},
): Promise<Versus> {
  const sides = await Promise.all([a, b].map(side => peopleOf(run, side)));
  const [first, second] = [sides[0]!, sides[1]!];
  const everyone = new Set([...first.people.keys(), ...second.people.keys()]);
  const nothing = [0, 0] as const;
  const pairs = [...everyone].map(user => ({
    a: first.people.get(user) ?? nothing,
    b: second.people.get(user) ?? nothing,
  }));
  const found = compareRates(pairs);
  const share = firstShare(a, b, shares);
  return {
    a: names[0],
    b: names[1],
    rates: [rateOf(first.people), rateOf(second.people)],
    difference: found && {
      difference: round(found.difference),
      interval: [round(found.interval[0]), round(found.interval[1])],
      alwaysValidP: Number(found.alwaysValidP.toPrecision(2)),
    },
    standardised: found && standardisedDifference(first.languages, second.languages),
    // Who asked, not who was shown something: what is shown may be what the arms differ in.
    sampleRatioP: found && share !== null ? round(sampleRatioP(first.asked.size, second.asked.size, share)) : null,
    sql: `${first.sql}\n\n-- ${names[1]}\n${second.sql}`,
  };
}

/** What share of the people on either side belongs to the first; null where arms differ of which it is not known. */
function firstShare(a: Side, b: Side, shares: ArmShares): number | null {
  if (a.selection.by !== 'arm' || a.value === b.value) return 0.5;
  const [first, second] = [shares[a.value ?? ''], shares[b.value ?? '']];
  return first === undefined || second === undefined ? null : first / (first + second);
}

type Sums = readonly [accepted: number, shown: number];

async function peopleOf(run: RunQuery, { selection, value }: Side) {
  const { sql, parameters } = sourceOf(selection);
  const joined = selection.by === null ? '' : ` AND daily.${selection.by} = source.value`;
  const one = value === null ? '' : ` WHERE source.value = $${parameters.push(value)}`;
  const query = {
    sql: `${sql}
SELECT daily.user_id, daily.language, sum(daily.accepted) AS accepted, sum(daily.shown) AS shown,
  sum(daily.requests) AS requests
FROM daily JOIN source ON source.day = daily.day${joined}${one}
GROUP BY daily.user_id, daily.language`,
    parameters,
  };
  const people = new Map<string, Sums>();
  const asked = new Set<string>();
  const languages = new Map<string, { sums: Sums; people: number }>();
  for (const row of await run(query.sql, query.parameters)) {
    if (Number(row.requests) > 0) asked.add(String(row.user_id));
    const sums = [Number(row.accepted), Number(row.shown)] as const;
    if (sums[1] === 0) continue;
    const [user, language] = [String(row.user_id), String(row.language)];
    people.set(user, plus(people.get(user), sums));
    const before = languages.get(language);
    languages.set(language, { sums: plus(before?.sums, sums), people: (before?.people ?? 0) + 1 });
  }
  return { people, asked, languages, sql: readableSql(query) };
}

const plus = (a: Sums | undefined, b: Sums): Sums => [(a?.[0] ?? 0) + b[0], (a?.[1] ?? 0) + b[1]];

function rateOf(people: ReadonlyMap<string, Sums>): number | null {
  const [accepted, shown] = [...people.values()].reduce<Sums>((sum, one) => plus(sum, one), [0, 0]);
  return shown === 0 ? null : round(accepted / shown);
}

/** People that a language needs on each side to be compared in. */
const leastInLanguage = 5;

type Languages = ReadonlyMap<string, { sums: Sums; people: number }>;

function standardisedDifference(first: Languages, second: Languages): number | null {
  let weight = 0;
  let difference = 0;
  let used = 0;
  for (const [language, { sums, people }] of first) {
    const other = second.get(language);
    if (!other || people < leastInLanguage || other.people < leastInLanguage) continue;
    const both = sums[1] + other.sums[1];
    weight += both;
    difference += both * (other.sums[0] / other.sums[1] - sums[0] / sums[1]);
    used += 1;
  }
  // One language alone would tell of what is held back of the others.
  return used < 2 ? null : round(difference / weight);
}
