import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { refound } from '../../support/marked.ts';
import { caseFiles, casesOf } from '../../support/redaction-cases.ts';

/** Cases as a bank's files hold them, written down before they were run. What is marked must be found, and nothing else may be. */
for (const name of caseFiles) {
  describe(`cases of ${name}`, () => {
    for (const { path, marked } of casesOf(name))
      it(`${path}: ${marked}`, () => assert.equal(refound(marked, path), marked));
  });
}
