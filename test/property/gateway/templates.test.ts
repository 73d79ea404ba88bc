import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { templateNames } from '../../../server/templates/names.ts';
import { neutralise } from '../../../server/templates/neutralise.ts';
import { templates } from '../../../server/templates/registry.ts';
import { pieceText, renderPrompt } from '../../../server/templates/render.ts';
import type { PromptParts } from '../../../server/templates/template.ts';
import { fitToWindow } from '../../../server/templates/window.ts';

const tokens = Object.values(templates).flatMap(({ specialTokens }) => specialTokens);
/** Text made of special tokens, halves of them, and what lies between. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...tokens, '+++++ '),
      fc.constantFrom(...tokens).chain(token => fc.nat(token.length).map(cut => token.slice(0, cut))),
      fc.constantFrom(...tokens).chain(token => fc.nat(token.length).map(cut => token.slice(cut))),
      fc.constantFrom('<', '|', '[', '>', '\n', ' ', 'x', 'ᐸ', '⁅', '<|', '|>', '中', '𝒙'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map(pieces => pieces.join(''));

const hostileParts: fc.Arbitrary<PromptParts> = fc.record({
  prefix: hostile,
  suffix: hostile,
  path: hostile,
  language: fc.constantFrom('python', 'java', 'cobol', 'html', ''),
  repository: hostile,
  context: fc.array(
    fc.record({ kind: fc.constant('x'), path: hostile, language: fc.constant('java'), text: hostile }),
    {
      maxLength: 3,
    },
  ),
});

function positions(text: string, token: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1)) found.push(at);
  return found;
}

describe('any text in any template', () => {
  it('has a special token only where the template put it', () => {
    fc.assert(
      fc.property(hostileParts, fc.constantFrom(...templateNames), (parts, name) => {
        const template = templates[name];
        const { parts: clean } = neutralise(parts);
        let at = 0;
        const own = new Map<string, number[]>();
        for (const piece of template.render(clean)) {
          if ('token' in piece) {
            const token = template.specialTokens.find(one => piece.token.includes(one));
            if (token) own.set(token, [...(own.get(token) ?? []), at + piece.token.indexOf(token)]);
          }
          at += pieceText(piece).length;
        }
        const prompt = template.render(clean).map(pieceText).join('');
        for (const token of template.specialTokens)
          assert.deepEqual(positions(prompt, token), own.get(token) ?? [], token);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its length, and comes back whole when the model repeats it in whatever pieces', () => {
    fc.assert(
      fc.property(hostileParts, fc.array(fc.nat(200)), (parts, cuts) => {
        const { parts: clean, undo } = neutralise(parts);
        assert.equal(clean.prefix.length, parts.prefix.length);
        assert.equal(undo(clean.prefix), parts.prefix);
        const at = [...new Set(cuts)].filter(cut => cut < clean.suffix.length).sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, index) => clean.suffix.slice(from, at[index]));
        assert.equal(pieces.map(undo).join(''), parts.suffix);
      }),
      { numRuns: 1000 },
    );
  });

  it('renders the same bytes for the same input, within the window', () => {
    fc.assert(
      fc.property(
        hostileParts,
        fc.constantFrom(...templateNames),
        fc.integer({ min: 64, max: 2000 }),
        (parts, name, room) => {
          const limits = { contextTokens: room + 64, maxTokens: 64 };
          const first = renderPrompt(name, parts, limits);
          assert.equal(renderPrompt(name, structuredClone(parts), limits).prompt, first.prompt);
          assert.ok(
            first.estimatedTokens <= Math.max(room, 24 + 4 + 3 * parts.path.length + 3 * parts.repository.length),
          );
        },
      ),
    );
  });

  it('keeps a piece of the document around the cursor, whatever has to go', () => {
    fc.assert(
      fc.property(hostileParts, fc.nat(300), (parts, budget) => {
        const { parts: kept } = fitToWindow(parts, budget);
        assert.ok(parts.prefix.endsWith(kept.prefix));
        assert.ok(parts.suffix.startsWith(kept.suffix));
        assert.deepEqual(kept.context, parts.context.slice(0, kept.context.length));
      }),
    );
  });
});
