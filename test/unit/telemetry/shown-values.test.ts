import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type KindRow, shownValues } from '../../../telemetry/privacy/shown-values.ts';

/** One line a kind: how many people, and their values (team, model, weights). */
function day(...lines: [people: string, ...values: string[]][]): KindRow[] {
  return lines.flatMap(([people, ...values]) => {
    const [from, to] = people.split('–').map(Number) as [number, number];
    return Array.from({ length: to - from + 1 }, (_, at) => ({
      user: `p${from + at}`,
      counts: { suggestions: true, answers: false, entered: false },
      active: true,
      values,
    }));
  });
}
const shown = (rows: KindRow[]) => shownValues(rows, 3).values;

describe('values that may be shown', () => {
  it('all of them, where enough people are in each and in what lies between them', () => {
    const rows = day(
      ['1–10', 'payments', 'small', 'a1'],
      ['11–20', 'markets', 'small', 'a1'],
      ['1–10', 'payments', 'large', 'b2'],
      ['11–20', 'markets', 'large', 'b2'],
    );
    assert.deepEqual(shown(rows), [
      ['markets', 'payments'],
      ['large', 'small'],
      ['a1', 'b2'],
    ]);
  });

  it('not a value of four people, nor the smallest other, from which total minus shown would give it', () => {
    const rows = day(
      ['1–9', 'payments', 'small', 'a1'],
      ['10–16', 'markets', 'small', 'a1'],
      ['17–20', 'risk', 'small', 'a1'],
    );
    assert.deepEqual(shown(rows), [['payments'], ['small'], ['a1']]);
  });

  it('values of too few people together, and no other where those are enough', () => {
    const rows = day(
      ['1–9', 'payments', 'small', 'a1'],
      ['10–15', 'markets', 'small', 'a1'],
      ['16–19', 'risk', 'small', 'a1'],
      ['20–23', 'ledger', 'small', 'a1'],
      ['24–27', 'online', 'small', 'a1'],
    );
    assert.deepEqual(shown(rows)[0], ['markets', 'payments']);
  });

  it('not weights and model both, where two people have a model’s answers without its weights', () => {
    const both = day(
      ['1–20', 'payments', 'small', 'a1'],
      ['1–20', 'payments', 'large', 'unknown'],
      ['1–2', 'payments', 'small', 'unknown'],
    );
    const [team, model, weights] = shown(both);
    assert.deepEqual(team, ['payments']);
    assert.ok(!(model!.includes('small') && weights!.includes('a1')), `${model} ${weights}`);
    // The same with enough people in between.
    assert.deepEqual(
      shown([...both, ...day(['3–9', 'payments', 'small', 'unknown'])]).map(({ length }) => length),
      [1, 2, 2],
    );
  });

  it('not a team that is alone, but for one person, in writing a language', () => {
    const rows = day(
      ['1–12', 'ledger', 'cobol', 'a1'],
      ['13–30', 'payments', 'java', 'a1'],
      ['13–13', 'payments', 'cobol', 'a1'],
    );
    const [team, language] = shown(rows);
    assert.ok(team!.length === 0 || language!.length === 0, `${team} ${language}`);
  });

  it('nothing of people of whom nobody knows who they are', () => {
    const rows = day(['1–20', 'payments', 'small', 'a1']).map(row => ({ ...row, user: null }));
    assert.deepEqual(shownValues(rows, 3), { told: [], values: [[], [], []] });
  });

  it('tells no family of figures of a day on which it speaks of four people, and the others all the same', () => {
    const rows = day(['1–20', 'payments', 'small', 'a1']).map((row, at) => ({
      ...row,
      counts: { suggestions: true, answers: at < 4, entered: at < 5 },
    }));
    assert.deepEqual(shownValues(rows, 3), {
      told: ['suggestions', 'entered'],
      values: [['payments'], ['small'], ['a1']],
    });
  });
});
