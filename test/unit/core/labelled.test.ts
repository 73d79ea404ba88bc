import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decideMultiline } from '../../../extension/core/multiline.ts';
import { shape } from '../../../extension/core/shape.ts';
import { situate } from '../../../extension/core/situation.ts';
import { withoutTree } from '../../../extension/engine/syntax.ts';
import { Replay } from '../../../extension/headless/replay.ts';
import { packFor } from '../../../extension/languages/index.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { cases as afterCursor } from './labelled/after-cursor.ts';
import { cases as braces } from './labelled/braces.ts';
import { cases as elsewhere } from './labelled/elsewhere.ts';
import { cases as fifthLook } from './labelled/fifth-look.ts';
import { cases as fourthLook } from './labelled/fourth-look.ts';
import { cases as habits } from './labelled/habits.ts';
import { cases as hostile } from './labelled/hostile.ts';
import { cases as indented } from './labelled/indented.ts';
import { cases as keywords } from './labelled/keywords.ts';
import type { LabelledCase } from './labelled/labelled-case.ts';
import { cases as secondLook } from './labelled/second-look.ts';
import { cases as sixthLook } from './labelled/sixth-look.ts';
import { cases as thirdLook } from './labelled/third-look.ts';
import { cases as unfinished } from './labelled/unfinished.ts';
import { cases as units } from './labelled/units.ts';
import { cases as words } from './labelled/words.ts';

const replay = new Replay(readFromPackages, message => assert.fail(message));

/** The document after a full accept; null where nothing is offered. */
function accepted(display: string): string | null {
  return display.includes('█') ? null : display.replace(/├([\s\S]*?)(?:┼[\s\S]*?)?┤/, '$1');
}

interface Accepted {
  document: string | null;
  shown: string | null;
}

async function accept(languageId: string, prefix: string, suffix: string, completion: string): Promise<Accepted> {
  const result = await replay.run({ id: 0, languageId, filename: 'file', prefix, suffix, completion });
  const { shown, replaceSuffixLength } = result;
  return { document: shown === null ? null : prefix + shown + suffix.slice(replaceSuffixLength), shown };
}

function sides(shown: string): [prefix: string, suffix: string] {
  const text = shown.replace(/├[\s\S]*?(?:┼([\s\S]*?))?┤/, (_, over = '') => `█${over}`);
  return text.split('█') as [string, string];
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n');

/** Answers that brackets and indentation find nothing wrong with. */
const onlyTreeKnows = new Set([
  'if (a == ) {{',
  'def def def',
  '@property\n    def id(self):\n        return self._id\n\n    @property\n',
]);

function acceptedWithoutTree(languageId: string, display: string, answer: string): string | null {
  const [prefix, suffix] = sides(plain(display));
  const situation = situate({ prefix, suffix, languageId, path: 'file' }, packFor(languageId), withoutTree);
  const { shown } = shape(answer, { situation, multiline: decideMultiline(situation).multiline, ended: true });
  return shown && prefix + shown.text + suffix.slice(shown.replaceSuffixLength);
}

async function replayed([languageId, shown, answer]: LabelledCase): Promise<string | null> {
  return (await accept(languageId, ...sides(shown), answer)).document;
}

const first = { braces, words, hostile, unfinished, elsewhere };
const second = {
  afterCursor,
  habits,
  units,
  keywords,
  indented,
  secondLook,
  thirdLook,
  fourthLook,
  fifthLook,
  sixthLook,
};

describe('labelled by what a person expects', () => {
  for (const [name, cases] of Object.entries({ ...first, ...second })) {
    describe(name, () => {
      for (const one of cases) {
        const [languageId, shown, answer, ...asGood] = one;
        it(`${languageId} ${JSON.stringify(answer).slice(0, 60)}`, async () => {
          const got = await replayed(one);
          if (![shown, ...asGood].some(display => accepted(display) === got)) assert.equal(got, accepted(shown));
        });
      }

      it('agrees without a syntax tree', () => {
        for (const [languageId, shown, answer, ...asGood] of cases) {
          if (onlyTreeKnows.has(answer)) continue;
          const got = acceptedWithoutTree(languageId, shown, answer);
          const isRight = [shown, ...asGood].some(display => accepted(plain(display)) === got);
          if (!isRight) assert.equal(got, accepted(plain(shown)));
        }
      });

      it('shows the same in a file of Windows, of an answer with a special token at its end, and of what is shown', async () => {
        const windows = (text: string): string => plain(text).replaceAll('\n', '\r\n');
        for (const [languageId, display, answer] of cases) {
          const [prefix, suffix] = sides(plain(display)) as [string, string];
          const { document, shown } = await accept(languageId, prefix, suffix, plain(answer));
          const token = `${windows(answer)}<|endoftext|>`;
          const changed = await accept(languageId, windows(prefix), windows(suffix), token);
          assert.equal(changed.shown, shown, display);
          if (shown !== null)
            assert.equal((await accept(languageId, prefix, suffix, shown)).document, document, display);
        }
      }).timeout(20_000);
    });
  }
});
