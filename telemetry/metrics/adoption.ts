import { leastPeople } from '../privacy/least-people.ts';
import { businessDay } from '../store/business-day.ts';
import { activeUsers, wholeDay } from '../store/daily.ts';
import type { TelemetryStore } from '../store/store.ts';
import type { AdoptionQuery } from './adoption-request.ts';
import { type CostRow, costQuery, costRows, type Prices } from './cost.ts';
import { metrics } from './definitions.ts';
import { type FiguresAnswer, figures } from './figures.ts';
import { type FunnelRow, funnelQuery, funnelRows } from './funnel.ts';
import { periodBefore } from './period-before.ts';
import { readableSql, type Selection } from './query.ts';
import { type ArmShares, type Versus, versus } from './versus.ts';

export interface AdoptionRequest extends AdoptionQuery {}

export interface Viewer {
  /** The pseudonym of the person who looks. */
  me: string;
  /** May see the figures of everyone, with what privacy hides left out. */
  mayLead: boolean;
  now: number;
}

/** What the bank says of itself in the configuration. */
export interface BankFacts {
  seats: number | null;
  prices: Prices;
  /** Days of the week that are worked (1: Monday), days off in them, and days that are worked all the same. */
  week: readonly number[];
  holidays: readonly string[];
  workingDays: readonly string[];
  /** False: nobody is shown figures of one person. */
  personLevel: boolean;
  /** Shares of the arms of the experiment that is under way, by `experiment/arm`; the policy says it. */
  armShares?: () => ArmShares;
}

export const noFacts: BankFacts = {
  seats: null,
  prices: { currency: 'CNY', tiers: {} },
  week: [1, 2, 3, 4, 5],
  holidays: [],
  workingDays: [],
  personLevel: true,
};

export interface AdoptionAnswer extends FiguresAnswer {
  /** Of everyone, whatever value is looked at; empty for one's own data. */
  funnel: FunnelRow[];
  cost: CostRow[];
  currency: string;
  versus: Versus | null;
  /** Days of the period on which the bank does not work. */
  daysOff: string[];
  from: string;
  to: string;
  by: string;
  only: string | null;
  scope: 'everyone' | 'mine';
  /** Why it is not everyone: nobody asked for more, the role is missing, or too few people are active. */
  scopeReason: 'asked' | 'role' | 'few_people' | 'person_level_off';
  mayAskEveryone: boolean;
  /** Fewer active people than this are never shown. */
  leastPeople: number;
  timeZone: string;
  /** Milliseconds since the epoch when the newest event of the selection arrived; null where there is none. */
  newest: number | null;
  /**
   * Share of the events that clients numbered, in sessions of the period, and that never came; to a thousandth. Null
   * where there is nothing to say it of, or too few people.
   */
  loss: number | null;
  /** Whether anything at all has ever been stored: an empty period is not an empty store. */
  everStored: boolean;
}

const dayMs = 86_400_000;

/** Everything that the adoption page shows, for one viewer, of one moment. */
export function adoption(
  store: Pick<TelemetryStore, 'read' | 'timeZone'>,
  request: AdoptionRequest & Viewer,
  facts: BankFacts = noFacts,
): Promise<AdoptionAnswer> {
  return store.read([wholeDay, request.by, 'tier'], query =>
    answerOf({ query, timeZone: store.timeZone }, request, facts),
  );
}

type Source = Pick<TelemetryStore, 'query' | 'timeZone'>;

async function answerOf(store: Source, request: AdoptionRequest & Viewer, facts: BankFacts): Promise<AdoptionAnswer> {
  const { from, to } = periodOf(request, store.timeZone);
  const { scope, scopeReason, mayAskEveryone } = await scopeOf(store, request, from, to, facts);
  // Nobody has this pseudonym.
  const mine = facts.personLevel ? request.me : '';
  const user = scope === 'mine' ? mine : null;
  const answer = await figures(store.query, { metrics, from, to, by: request.by, only: request.only, user });
  const selection = { from, to, by: request.by, user };
  const cost = await costOf(store, selection, facts);
  const funnel = funnelQuery(from, to);
  const [state] = await store.query(
    `SELECT max(received_at) AS newest FROM suggestion${user === null ? '' : ' WHERE user_id = $1'}`,
    user === null ? [] : [user],
  );
  const newest = (state?.newest as number | null | undefined) ?? null;
  return {
    ...answer,
    sql: { ...answer.sql, cost: cost.sql, funnel: readableSql(funnel) },
    cost: cost.rows,
    currency: facts.prices.currency,
    funnel: user === null ? funnelRows((await store.query(funnel.sql, funnel.parameters))[0], facts.seats) : [],
    versus: user === null ? await sideBySide(store, request, from, to, facts.armShares?.()) : null,
    daysOff: daysOff(from, to, facts),
    from,
    to,
    by: request.by,
    only: request.only,
    scope,
    scopeReason,
    mayAskEveryone,
    leastPeople,
    timeZone: store.timeZone,
    newest,
    loss: answer.rows.length > 0 ? await knownLoss(store, from, to, user) : null,
    everStored: newest !== null,
  };
}

/** By tier; where no tier alone may be shown, because one of two has too few people, all together. */
async function costOf(store: Source, selection: Selection, facts: BankFacts) {
  for (const by of ['tier', null] as const) {
    const query = costQuery(selection, by);
    const rows = costRows(await store.query(query.sql, query.parameters), facts.prices);
    if (rows.length > 0 || by === null) return { rows, sql: readableSql(query) };
  }
  return { rows: [], sql: '' };
}

async function sideBySide(
  store: Source,
  { only, by, versus: other }: AdoptionRequest,
  from: string,
  to: string,
  shares: ArmShares = {},
): Promise<Versus | null> {
  if (other === null) return null;
  const here = { from, to, by: only === null ? null : by, user: null };
  const now = { selection: here, value: only };
  if (other !== periodBefore) {
    return versus(store.query, now, { selection: here, value: other }, [only ?? '', other], shares);
  }
  const length = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  const shift = (day: string) => new Date(Date.parse(day) - length * dayMs).toISOString().slice(0, 10);
  const before = { ...here, from: shift(from), to: shift(to) };
  const names = (span: typeof here) => `${span.from} – ${span.to}`;
  return versus(store.query, { selection: before, value: only }, now, [names(before), names(here)]);
}

function daysOff(from: string, to: string, { week, holidays, workingDays }: BankFacts): string[] {
  const found: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (workingDays.includes(day)) continue;
    // Sunday is 0 to the clock and 7 to the bank.
    if (holidays.includes(day) || !week.includes(new Date(at).getUTCDay() || 7)) found.push(day);
  }
  return found;
}

async function knownLoss(store: Source, from: string, to: string, user: string | null): Promise<number | null> {
  const [row] = await store.query(
    `SELECT sum(CASE WHEN highest_seq + 1 > events THEN highest_seq + 1 - events ELSE 0 END) AS missing,
      sum(events) AS received
    FROM client_session
    WHERE last_at >= $1 AND first_at < $2 AND user_id = coalesce(CAST($3 AS text), user_id)`,
    [Date.parse(from), Date.parse(to) + dayMs, user],
  );
  const missing = Number(row?.missing ?? 0);
  const numbered = missing + Number(row?.received ?? 0);
  return numbered === 0 ? null : Math.round((missing / numbered) * 1000) / 1000;
}

function periodOf(request: AdoptionRequest & Viewer, timeZone: string): { from: string; to: string } {
  if (request.period) return request.period;
  const to = businessDay(timeZone)(request.now);
  const from = new Date(Date.parse(to) - (request.days - 1) * dayMs).toISOString().slice(0, 10);
  return { from, to };
}

async function scopeOf(store: Source, request: AdoptionRequest & Viewer, from: string, to: string, facts: BankFacts) {
  if (!facts.personLevel) {
    const scope = request.mayLead ? 'everyone' : 'mine';
    return { scope, scopeReason: 'person_level_off', mayAskEveryone: false } as const;
  }
  if (!request.mayLead) return { scope: 'mine', scopeReason: 'role', mayAskEveryone: false } as const;
  if (request.scope !== null) return { scope: request.scope, scopeReason: 'asked', mayAskEveryone: true } as const;
  const [row] = await store.query(
    `SELECT ${activeUsers} AS people FROM daily WHERE day BETWEEN CAST($1 AS date) AND CAST($2 AS date)`,
    [from, to],
  );
  return Number(row?.people) >= leastPeople
    ? ({ scope: 'everyone', scopeReason: 'asked', mayAskEveryone: true } as const)
    : ({ scope: 'mine', scopeReason: 'few_people', mayAskEveryone: true } as const);
}
