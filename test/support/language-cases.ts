import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bothWays, display } from '../unit/core/notation.ts';

/** Language id, the model's answer, and the document with what is shown in it. */
export type LanguageCase = readonly [languageId: string, answer: string, shown: string];

/** Cases of one language pack, each with a syntax tree and without. */
export function describeLanguage(name: string, cases: readonly LanguageCase[]): void {
  describe(`suggestions in ${name}`, () => {
    for (const [languageId, answer, shown] of cases) {
      const text = shown.includes('█')
        ? shown
        : shown.replace(/├[\s\S]*?(?:┼([\s\S]*?))?┤/, (_, over = '') => `█${over}`);
      for (const parsing of bothWays) {
        it(`${JSON.stringify(shown.slice(-70))} (${parsing})`, async () => {
          assert.equal(await display({ languageId, text, answer, parsing }), shown);
        });
      }
    }
  });
}
