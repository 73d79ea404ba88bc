import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { Evidence } from '../../../extension/core/evidence.ts';
import { filtersAfterStop, filtersBeforeStop, filtersOfWhole } from '../../../extension/core/filters/index.ts';
import { bothWays, display, type Parsing, suggest } from './notation.ts';

/**
 * One text file a filter, in `filters/`. A case is
 *
 *     === language[, confidence C of LEAST][, knows WORDS]: what it shows
 *     the document with its cursor
 *     --- answer
 *     what the model has answered
 *     --- shown (filters and stop rules that changed the answer, in order)
 *     the document with what is shown in it
 *
 * `nothing (…)` where nothing is shown; `with a tree, …` and `without, …` where that makes a difference. `→` is a tab, `␍` a
 * carriage return, `·` a space at the end of a line.
 */
const folder = new URL('filters/', import.meta.url);
const filters = Object.keys({ ...filtersBeforeStop, ...filtersAfterStop, ...filtersOfWhole }).sort();

describe('golden files of the filters', () => {
  it('are one a filter', () => {
    assert.deepEqual(readdirSync(folder).sort(), filters.map(name => `${name}.txt`).sort());
  });

  for (const filter of filters) {
    describe(filter, () => {
      const cases = readCases(readFileSync(new URL(`${filter}.txt`, folder), 'utf8'));

      it('has cases that it changes and cases that it does not', () => {
        const changed = cases.map(({ expected }) => bothWays.some(way => expected[way].reasons.includes(filter)));
        assert.deepEqual(new Set(changed), new Set([true, false]));
      });

      for (const { title, languageId, evidence, text, answer, expected } of cases) {
        for (const parsing of bothWays) {
          it(`${title} (${parsing})`, async () => {
            const asked = { languageId, text, answer, parsing, ...(evidence && { evidence }) };
            const { shown, reasons } = await suggest(asked);
            const seen = shown === null ? undefined : await display(asked);
            assert.deepEqual({ seen, reasons }, expected[parsing]);
          });
        }
      }
    });
  }
});

interface Expected {
  /** The document with what is shown in it; undefined where nothing is. */
  seen: string | undefined;
  reasons: string[];
}

interface GoldenCase {
  title: string;
  languageId: string;
  evidence: Evidence | undefined;
  text: string;
  answer: string;
  expected: Record<Parsing, Expected>;
}

function readCases(file: string): GoldenCase[] {
  const [beginning, ...cases] = file.split(/^=== /m);
  assert.equal(beginning, '');
  return cases.map(readCase);
}

function readCase(source: string): GoldenCase {
  const [first, ...sections] = source.split(/^--- /m);
  const { heading, body } = headed(first!);
  const about = /^(?<languageId>\w+)(?:, confidence (?<confidence>\S+) of (?<least>\S+))?(?:, knows (?<words>.+?))?: /;
  const { languageId, confidence, least, words } = about.exec(heading)!.groups!;
  let answer: string | undefined;
  const expected: Partial<Record<Parsing, Expected>> = {};
  for (const section of sections.map(headed)) {
    if (section.heading === 'answer') {
      answer = section.body;
      continue;
    }
    const { way, what, reasons } = /^(?:(?<way>with a tree|without), )?(?<what>shown|nothing) \((?<reasons>.*)\)$/.exec(
      section.heading,
    )!.groups!;
    const seen = what === 'shown' ? `${section.body}\n` : undefined;
    const found = { seen, reasons: reasons === '' ? [] : reasons!.split(', ') };
    if (way !== 'without') expected.tree = found;
    if (way !== 'with a tree') expected['no tree'] = found;
  }
  assert.ok(answer !== undefined && expected.tree && expected['no tree'], heading);
  const known = words?.split(' ');
  const evidence = (confidence ?? words) !== undefined && {
    confidence: confidence === undefined ? undefined : Number(confidence),
    leastConfidence: Number(least ?? 0.5),
    knows: known && ((word: string) => known.includes(word)),
  };
  return {
    title: heading,
    languageId: languageId!,
    evidence: evidence || undefined,
    text: `${body}\n`,
    answer,
    expected: { tree: expected.tree, 'no tree': expected['no tree'] },
  };
}

function headed(section: string): { heading: string; body: string } {
  const [heading, ...lines] = section.replace(/\n$/, '').split('\n');
  const body = lines.join('\n').replaceAll('→', '\t').replaceAll('␍', '\r').replaceAll('·', ' ');
  return { heading: heading!, body };
}
