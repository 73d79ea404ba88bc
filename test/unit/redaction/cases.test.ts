import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { sampleOf } from '../../../server/redaction/rules/example.ts';
import { refound } from '../../support/marked.ts';

/**
 * Cases as a bank's files hold them, written down before they were run. `=== path` begins a file, an empty line a case; `«…»` stands
 * around what must be found, and nothing else may be. Every value is made up; `⟦…⟧` is a pattern from which one is made, the same on
 * every run.
 */
const folder = join(import.meta.dirname, 'cases');

for (const name of readdirSync(folder)) {
  describe(`cases of ${name}`, () => {
    for (const file of readFileSync(join(folder, name), 'utf8').split(/^=== /m).slice(1)) {
      const [path = '', ...lines] = file.split('\n');
      for (const one of lines.join('\n').split(/\n{2,}/)) {
        const text = one
          .replace(/^\n+|\n+$/g, '')
          .replace(/⟦(.*?)⟧/g, (_, pattern: string) => sampleOf(pattern, pattern));
        if (text !== '') it(`${path}: ${text}`, () => assert.equal(refound(text, path), text));
      }
    }
  });
}
