import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { metrics } from '../../telemetry/metrics/definitions.ts';
import { filterIds } from '../../telemetry/metrics/dimensions.ts';
import { type Figure, type FiguresRequest, figures } from '../../telemetry/metrics/figures.ts';
import type { SuggestionEvent } from '../../telemetry/schema/event.ts';
import { checkBatch } from '../../telemetry/schema/validate.ts';
import { simulate } from '../../telemetry/simulate/deliver.ts';
import type { Truth, TruthCell } from '../../telemetry/simulate/truth.ts';
import { ratioInterval } from '../../telemetry/statistics/ratio-interval.ts';
import { wholeDay } from '../../telemetry/store/daily.ts';
import type { Value } from '../../telemetry/store/database.ts';
import { openDuckDB } from '../../telemetry/store/duckdb.ts';
import { openStore, type TelemetryStore } from '../../telemetry/store/store.ts';

const least = 5;
const counted = ['requests', 'shown', 'seen', 'accepted', 'accepted_partly', 'accepted_characters'] as const;
const ratios = {
  seen_rate: ['accepted', 'seen'],
  shown_rate: ['accepted', 'shown'],
  request_rate: ['accepted', 'requests'],
  reuse_share: ['shown_from_memory', 'shown'],
} as const;

type Sums = Record<(typeof counted)[number] | 'shown_from_memory', number> & { people: Set<number> };

function sum(cells: TruthCell[]): Sums {
  const total = { shown_from_memory: 0, people: new Set<number>() } as Sums;
  for (const name of counted) total[name] = 0;
  for (const cell of cells) {
    for (const name of [...counted, 'shown_from_memory'] as const) total[name] += cell[name];
    for (const person of cell.people) total.people.add(person);
  }
  return total;
}

function agree(sums: Sums, found: Record<string, Figure>, where: string): void {
  for (const name of counted) assert.equal(found[name]?.value, sums[name], `${name} of ${where}`);
  for (const [name, [numerator, denominator]] of Object.entries(ratios)) {
    const expected = sums[denominator] === 0 ? null : sums[numerator] / sums[denominator];
    assert.equal(found[name]?.value, expected, `${name} of ${where}`);
    assert.equal(found[name]?.numerator, sums[numerator], `${name} of ${where}`);
    assert.equal(found[name]?.denominator, sums[denominator], `${name} of ${where}`);
  }
}

function lateAccept(suggestion_id: string, day: string): SuggestionEvent {
  return {
    kind: 'accepted',
    suggestion_id,
    seq: 1_000_000,
    client_session_id: suggestion_id,
    schema_version: 1,
    at: Date.parse(`${day}T20:00:00Z`),
    characters: 1,
    lines: 1,
    whole: true,
  };
}

describe('every figure equals an independent count over the same events', function () {
  this.timeout(60_000);
  let store: TelemetryStore;
  let truth: Truth;
  const delivered = new Map<string, SuggestionEvent>();
  const period = { from: '2026-09-01', to: '2026-09-04' };
  const all = { metrics: [...metrics], ...period, only: null, by: 'language' as const };

  before(async function () {
    this.timeout(30_000);
    store = await openStore({ database: await openDuckDB({ file: ':memory:' }), timeZone: 'UTC' });
    const simulation = simulate(
      { seats: 66, days: 4, seed: 7, until: period.to },
      { lost: 0.02, repeated: 0.15, reordered: 0.3 },
    );
    truth = simulation.truth;
    const waiting: Promise<unknown>[] = [];
    for (const { person, receivedAt, events } of simulation.batches) {
      const checked = checkBatch({ events });
      assert.equal(checked.kind, 'checked');
      if (checked.kind !== 'checked') continue;
      for (const { event } of checked.events) delivered.set(`${event.suggestion_id} ${event.kind} ${event.seq}`, event);
      assert.deepEqual(checked.refused, []);
      waiting.push(store.ingest({ user: person.subject, team: person.team, receivedAt, events: checked.events }));
    }
    await Promise.all(waiting);
  });

  after(() => store.close());

  /** Of one moment, days that are not at rest included. */
  const ask = (request: FiguresRequest) => store.read([wholeDay, ...filterIds], query => figures(query, request));
  const cells = (match: (cell: TruthCell) => boolean) => [...truth.cells.values()].filter(match);

  it('stores each suggestion once, and counts what was lost on the way', async () => {
    const [row] = await store.query('SELECT count(*) AS n FROM suggestion');
    assert.equal(row?.n, truth.suggestions);
    const [events] = await store.query('SELECT count(*) AS n FROM event');
    assert.equal(events?.n, truth.events);
    const [loss] = await store.query('SELECT sum(highest_seq + 1 - events) AS n FROM client_session');
    // What was lost at the very end of a session leaves no gap.
    assert.ok(Number(loss?.n) <= truth.lost && Number(loss?.n) > truth.lost * 0.8);
  });

  it('for one person, by day and language', async () => {
    const [busiest] = await store.query(
      'SELECT user_id, count(*) AS n FROM suggestion GROUP BY user_id ORDER BY n DESC, user_id LIMIT 1',
    );
    const mine = await ask({ ...all, user: String(busiest?.user_id) });
    const total = mine.rows.find(({ day, value }) => day === null && value === null);
    assert.equal(total?.figures.requests?.value, busiest?.n);
    assert.deepEqual(mine.hidden, { days: 0, cells: 0 });
  });

  it('for everyone, over days and values of enough people', async () => {
    const found = await ask({ ...all, user: null });
    const days = [...new Set(cells(() => true).map(({ day }) => day))].filter(
      day => sum(cells(cell => cell.day === day)).people.size >= least,
    );
    assert.ok(days.length >= 3);
    agree(
      sum(cells(({ day }) => days.includes(day))),
      found.rows.find(({ day, value }) => day === null && value === null)!.figures,
      'all',
    );
    let compared = 0;
    for (const row of found.rows.filter(({ day }) => day !== null)) {
      const matching = sum(cells(cell => cell.day === row.day && (row.value === null || cell.language === row.value)));
      agree(matching, row.figures, `${row.day} ${row.value}`);
      assert.ok(matching.people.size >= least, `${row.day} ${row.value} speaks of ${matching.people.size} people`);
      compared += 1;
    }
    assert.ok(compared > 10);
    assert.ok(found.hidden.cells > 0);
  });

  it('a total is the sum of its days', async () => {
    for (const by of ['language', 'team', 'model'] as const) {
      const found = await ask({ ...all, by, user: null });
      for (const total of found.rows.filter(({ day }) => day === null)) {
        const days = found.rows.filter(({ day, value }) => day !== null && value === total.value);
        const shown = days.reduce((so, { figures: of }) => so + (of.shown?.value ?? 0), 0);
        assert.equal(total.figures.shown?.value, shown);
      }
    }
  });

  it('with one value asked for, gives what the table gives for it and nothing else', async () => {
    const table = await ask({ ...all, user: null });
    const only = await ask({ ...all, user: null, only: 'java' });
    assert.deepEqual(
      only.rows,
      table.rows.filter(({ value }) => value === 'java'),
    );
    assert.ok(only.rows.length > 0);
  });

  it('the SQL shown with a figure gives that figure', async () => {
    const cases = [
      { ...all, user: null },
      { ...all, user: null, only: 'java' },
      { ...all, user: null, by: 'team' as const, only: 'Payments' },
      { ...all, user: String((await store.query('SELECT min(user_id) AS someone FROM suggestion'))[0]?.someone) },
    ];
    for (const request of cases) {
      await store.read([wholeDay, ...filterIds], async query => {
        const { rows, sql } = await figures(query, request);
        const total = rows.find(({ day, value }) => day === null && value === request.only);
        for (const { id } of metrics) {
          const [row] = await query(sql[id]!);
          assert.equal(row?.figure ?? 0, total?.figures[id]?.value ?? 0, `${id}: ${sql[id]}`);
        }
      });
    }
  });

  it('intervals and language-standardised rates equal a plain computation over single suggestions', async () => {
    const found = await ask({ ...all, user: null, by: 'team' });
    const life = await store.query(
      'SELECT CAST(day AS text) AS day, team, language, user_id, seen, shown, accepted, trigger_kind FROM life',
    );
    let intervals = 0;
    let standardised = 0;
    const published = (day: Value, team: string) => found.rows.some(row => row.day === day && row.value === team);
    const within = life.filter(row => published(row.day!, String(row.team)));
    for (const total of found.rows.filter(({ day, value }) => day === null && value !== null)) {
      const team = String(total.value);
      const rows = within.filter(row => row.team === team);
      const people = new Map<Value, [number, number]>();
      for (const row of rows) {
        const [accepted, shown] = people.get(row.user_id!) ?? [0, 0];
        people.set(row.user_id!, [accepted + Number(row.accepted), shown + Number(row.shown)]);
      }
      const each = [...people.values()].filter(([, shown]) => shown > 0);
      const [a, b] = each.reduce(([x, y], [accepted, shown]) => [x + accepted, y + shown], [0, 0]);
      const squares = each.reduce((sum, [x, y]) => sum + ((x - (a / b) * y) / (1 - y / b)) ** 2, 0);
      const bb = each.reduce((sum, [, shown]) => sum + shown ** 2, 0);
      const expected = ratioInterval({ people: each.length, a, b, squares, bb });
      const { interval } = total.figures.shown_rate!;
      assert.equal(interval === null, expected === null, team);
      if (interval && expected) {
        intervals += 1;
        assert.ok(Math.abs(interval[0] - expected[0]) <= 0.0005 && Math.abs(interval[1] - expected[1]) <= 0.0005);
      }

      const standard = found.standardised[team];
      if (!standard) continue;
      standardised += 1;
      let weighted = 0;
      let weight = 0;
      for (const language of new Set(rows.map(row => row.language))) {
        const ours = rows.filter(row => row.language === language);
        const active = ours.filter(row => row.seen || row.trigger_kind === 'manual').map(row => row.user_id);
        const shown = ours.filter(row => row.shown).length;
        if (new Set(active).size < least || shown === 0) continue;
        const everyone = within.filter(row => row.language === language && row.shown).length;
        weighted += (everyone * ours.filter(row => row.accepted).length) / shown;
        weight += everyone;
      }
      assert.ok(Math.abs(standard.rate - weighted / weight) <= 0.0005, team);
      assert.ok(Math.abs(standard.share - weight / within.filter(row => row.shown).length) <= 0.0005);
    }
    const total = found.rows[0]!;
    assert.ok(total.figures.shown_rate!.interval![0] < total.figures.shown_rate!.value!);
    assert.ok(total.figures.shown_rate!.interval![1] > total.figures.shown_rate!.value!);
    assert.ok(intervals + standardised > 0, `${intervals} intervals, ${standardised} standardised rates`);
  });

  it('what is kept equals a plain count over the delivered events, with censored looks told apart', async () => {
    const found = await ask({ ...all, user: null });
    const shownDays = new Set(found.rows.map(({ day }) => day));
    const dayOf = (event: SuggestionEvent) => {
      const time = Number.parseInt(event.suggestion_id.replaceAll('-', '').slice(0, 12), 16);
      return new Date(time).toISOString().slice(0, 10);
    };
    const events = [...delivered.values()].filter(event => shownDays.has(dayOf(event)));
    const accepted = new Map<string, number>();
    for (const event of events) {
      if (event.kind !== 'accepted') continue;
      accepted.set(event.suggestion_id, Math.max(accepted.get(event.suggestion_id) ?? 0, event.characters));
    }
    assert.deepEqual(
      found.retention.map(({ after_s }) => after_s),
      [30, 120, 300, 600, 3600],
    );
    for (const point of found.retention) {
      const looks = events.filter(event => event.kind === 'retained' && event.after_s === point.after_s);
      const seen = looks.flatMap(event => (event.kind === 'retained' && event.characters !== null ? [event] : []));
      const kept = seen.reduce((sum, { characters }) => sum + (characters ?? 0), 0);
      const of = seen.reduce((sum, { suggestion_id }) => sum + (accepted.get(suggestion_id) ?? 0), 0);
      assert.deepEqual(point, {
        after_s: point.after_s,
        looks: looks.length,
        censored: looks.length - seen.length,
        kept,
        accepted: of,
        value: kept / of,
      });
      assert.ok(point.censored > 0);
    }
    const values = found.retention.map(({ value }) => value!);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
    );
  });

  it('characters entered, and the share of them that came from suggestions', async () => {
    const { entered } = truth;
    assert.ok(entered.length > 50);
    const asTold = await store.query(
      'SELECT sum(typed) AS typed, sum(suggested) AS suggested, sum(pasted) AS pasted FROM entered',
    );
    const told = [...delivered.values()].flatMap(event => (event.kind === 'entered' ? [event] : []));
    const sumOf = <Name extends string>(rows: readonly Record<Name, number>[], name: Name) =>
      rows.reduce((sum, row) => sum + row[name], 0);
    for (const name of ['typed', 'suggested', 'pasted'] as const) assert.equal(asTold[0]?.[name], sumOf(told, name));
    let shares = 0;
    const dimensions = ['language', 'team', 'arm', 'model'] as const;
    const answers = await store.read([wholeDay, ...dimensions], query =>
      Promise.all(dimensions.map(async by => [by, await figures(query, { ...all, by, user: null })] as const)),
    );
    for (const [by, found] of answers) {
      const shownDays = new Set(found.rows.map(({ day }) => day));
      for (const row of found.rows) {
        const { typed_characters, pasted_characters, character_share, kept_character_share, kept_share } = row.figures;
        const days = (day: string) =>
          row.day === null
            ? row.value === null
              ? shownDays.has(day)
              : found.rows.some(one => one.day === day && one.value === row.value)
            : day === row.day;
        // Nobody knows for which model something was typed.
        const here = entered.filter(
          one => days(one.day) && (row.value === null || (by !== 'model' && one[by] === row.value)),
        );
        const [typed, suggested] = [sumOf(here, 'typed'), sumOf(here, 'suggested')];
        assert.equal(typed_characters?.value, typed, `${by} ${row.day} ${row.value}`);
        assert.equal(pasted_characters?.value, sumOf(here, 'pasted'));
        assert.equal(character_share?.numerator, suggested);
        assert.equal(character_share?.denominator, typed + suggested);
        assert.equal(character_share?.value, typed + suggested === 0 ? null : suggested / (typed + suggested));
        if (character_share?.value === null || kept_share?.value === null) {
          assert.equal(kept_character_share?.value, null);
          continue;
        }
        assert.equal(kept_character_share?.value, character_share!.value! * kept_share!.value!);
        shares += 1;
      }
      const total = found.rows.find(({ day, value }) => day === null && value === null)!;
      assert.ok(total.figures.character_share!.interval![0] < total.figures.character_share!.value!);
      assert.equal(total.figures.kept_character_share!.interval, null);
    }
    assert.ok(shares > 10);
  });

  it('days at rest give the same figures as days computed now, and wake when something comes', async () => {
    const requests = [
      { ...all, user: null },
      { ...all, user: null, by: 'team' as const },
      { ...all, user: null, by: 'shape' as const },
    ];
    const answers = () => Promise.all(requests.map(request => ask(request)));
    const live = await answers();
    assert.equal(await store.rollUp('2026-09-05'), 4);
    assert.equal(await store.rollUp('2026-09-05'), 0);
    assert.deepEqual(await answers(), live);

    const [row] = await store.query(
      `SELECT suggestion_id, user_id, team, CAST(day AS text) AS day FROM life
       WHERE outcome = 'ignored' AND day < CAST('2026-09-04' AS date) ORDER BY suggestion_id LIMIT 1`,
    );
    await store.ingest({
      user: String(row?.user_id),
      team: String(row?.team),
      receivedAt: Date.parse(period.to),
      events: [{ index: 0, event: lateAccept(String(row?.suggestion_id), String(row?.day)) }],
    });
    const rolled = await store.query('SELECT CAST(day AS text) AS day FROM rolled_day ORDER BY day');
    assert.equal(rolled.length, 3);
    assert.ok(!rolled.some(({ day }) => day === row?.day));
    const woken = await answers();
    const accepted = (found: typeof woken) =>
      found[0]!.rows.find(({ day, value }) => day === null && value === null)!.figures.accepted!.numerator;
    assert.equal(accepted(woken), accepted(live) + 1);
    assert.equal(await store.rollUp('2026-09-05'), 1);
    assert.deepEqual(await answers(), woken);
  });

  it('every suggestion has exactly one outcome', async () => {
    const [row] = await store.query(`SELECT count(*) AS n FROM life WHERE outcome NOT IN
      ('accepted_full', 'accepted_partial', 'typed_through', 'rejected', 'typing_disagreed', 'superseded', 'ignored',
       'unseen', 'filtered', 'empty', 'cancelled', 'error', 'unknown')`);
    assert.equal(row?.n, 0);
    const [flags] = await store.query(
      'SELECT count(*) FILTER (WHERE accepted AND NOT seen) AS unseen, count(*) FILTER (WHERE seen AND NOT shown) AS hidden FROM life',
    );
    assert.deepEqual(flags, { unseen: 0, hidden: 0 });
  });
});
