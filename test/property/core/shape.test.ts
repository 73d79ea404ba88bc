import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decideMultiline } from '../../../extension/core/multiline.ts';
import { shape } from '../../../extension/core/shape.ts';
import { countErrors } from '../../../extension/core/syntax.ts';
import { isDrawn } from '../../../extension/core/visibility.ts';
import { situationAt } from '../../unit/core/notation.ts';
import { closedByEditor, gap, hole, nonsense, program } from './programs.ts';

const runs = process.env.SOAK ? 5000 : 150;

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at >= part.length;
}

const loose = (text: string): string => text.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');

describe('whatever the model answers', function () {
  this.timeout(process.env.SOAK ? 600_000 : 20_000);

  it('accepting loses nothing of the suffix and doubles nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(hole, fc.boolean(), async ({ language, prefix, suffix, truth, answer }, withTree) => {
        const situation = await situationAt(language, `${prefix}█${suffix}`, withTree ? 'tree' : 'no tree');
        const { multiline } = decideMultiline(situation);
        const { shown } = shape(answer, { situation, multiline, ended: true });
        if (!shown) return;
        const accepted = prefix + shown.text + suffix.slice(shown.replaceSuffixLength);
        // All that may differ from the original is how much of the missing text the suggestion brings back.
        assert.ok(
          loose(accepted) === loose(prefix + truth + suffix) || loose(truth).startsWith(loose(shown.text)),
          accepted,
        );
      }),
      { numRuns: runs },
    );
  });

  it('accepting in the middle of a line gives the line that was meant, or a part of what was missing', async () => {
    await fc.assert(
      fc.asyncProperty(gap, fc.boolean(), async ({ language, text, prefix, suffix, truth, answer }, withTree) => {
        const situation = await situationAt(language, `${prefix}█${suffix}`, withTree ? 'tree' : 'no tree');
        const { multiline } = decideMultiline(situation);
        const { shown } = shape(answer, { situation, multiline, ended: true });
        if (!shown) return;
        const accepted = prefix + shown.text + suffix.slice(shown.replaceSuffixLength);
        // Where words follow on the line, no part of what is missing makes sense without the rest of it.
        const isLoose = !/\w/.test(situation.after);
        const isPart = isLoose && shown.replaceSuffixLength === 0 && truth.startsWith(shown.text.trimEnd());
        assert.ok(loose(accepted) === loose(text) || isPart, accepted);
      }),
      { numRuns: runs },
    );
  });

  it('what the editor has closed is closed once', async () => {
    await fc.assert(
      fc.asyncProperty(closedByEditor, fc.boolean(), async ({ language, text, prefix, suffix, answer }, withTree) => {
        const situation = await situationAt(language, `${prefix}█${suffix}`, withTree ? 'tree' : 'no tree');
        const { multiline } = decideMultiline(situation);
        const { shown } = shape(answer, { situation, multiline, ended: true });
        if (!shown) return;
        const accepted = prefix + shown.text + suffix.slice(shown.replaceSuffixLength);
        // A block may be left for the next time.
        const brackets = (document: string): string => document.replace(/[^()[\]]/g, '');
        assert.equal(brackets(accepted), brackets(text), accepted);
      }),
      { numRuns: runs },
    );
  });

  it('what it overwrites stands in what it inserts, and VS Code draws it', async () => {
    await fc.assert(
      fc.asyncProperty(hole, nonsense, async ({ language, prefix, suffix, truth }, answer) => {
        const rest = truth.slice(Math.floor(truth.length / 2));
        const situation = await situationAt(language, `${prefix}█${rest}${suffix}`);
        const { multiline } = decideMultiline(situation);
        const { shown } = shape(answer, { situation, multiline, ended: true });
        if (!shown) return;
        assert.ok(isSubsequence(situation.after.slice(0, shown.replaceSuffixLength), shown.text));
        const column = situation.before.length;
        const item = { start: column, end: column + shown.replaceSuffixLength, text: shown.text };
        assert.ok(isDrawn({ line: situation.before + situation.after, column, ...item }));
      }),
      { numRuns: runs },
    );
  });

  it('nothing is shown that raises the number of syntax errors', async () => {
    const place = fc.tuple(program, fc.nat({ max: 10_000 }), nonsense);
    await fc.assert(
      fc.asyncProperty(place, async ([{ language, text }, where, answer]) => {
        if (language === 'go') return;
        const at = where % (text.length + 1);
        const situation = await situationAt(language, `${text.slice(0, at)}█${text.slice(at)}`);
        const { multiline } = decideMultiline(situation);
        const { shown } = shape(answer, { situation, multiline, ended: true });
        if (!shown) return;
        const errors = (document: string): number => {
          const tree = situation.parse(document)!;
          const count = countErrors(tree.rootNode);
          tree.delete();
          return count;
        };
        const after = situation.suffix.slice(shown.replaceSuffixLength);
        assert.ok(errors(situation.prefix + shown.text + after) <= errors(text));
      }),
      { numRuns: runs },
    );
  });
});
