import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Typist } from '../../support/typist.ts';
import { hole } from './programs.ts';

const runs = process.env.SOAK ? 500 : 25;

describe('typing through a suggestion', function () {
  this.timeout(process.env.SOAK ? 600_000 : 20_000);

  it('asks for nothing more, whatever is suggested, and what is left is what is shown', async () => {
    await fc.assert(
      fc.asyncProperty(hole, async ({ language, prefix, suffix, answer }) => {
        const typist = new Typist(language, `${prefix}█${suffix}`);
        typist.transport.answer = () => answer;
        const first = await typist.see();
        if (first.kind !== 'offered' || first.suggestion.replaceSuffixLength > 0) return;
        const { text, id } = first.suggestion;
        for (let typed = 1; typed < text.length; typed++) {
          typist.type(text[typed - 1]!);
          // An end that is nothing but white space is nothing to show.
          if (text.slice(typed).trim() === '') break;
          const result = await typist.see({ trigger: 'manual' });
          assert.equal(result.kind, 'offered', `${JSON.stringify(text.slice(0, typed))} typed`);
          if (result.kind !== 'offered') return;
          assert.equal(result.suggestion.text, text.slice(typed));
          assert.equal(result.suggestion.id, id);
        }
        assert.equal(typist.requests, 1);
      }),
      { numRuns: runs },
    );
  });
});
