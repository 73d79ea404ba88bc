import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PromptParts } from '../../../server/templates/template.ts';
import { estimateTokens, fitToWindow } from '../../../server/templates/window.ts';

const parts = (over: Partial<PromptParts>): PromptParts => ({
  prefix: '',
  suffix: '',
  path: '',
  language: 'java',
  repository: '',
  context: [],
  ...over,
});
const item = (path: string, text: string) => ({ kind: 'similar', path, language: 'java', text });
const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, n) => `${word} ${'x'.repeat(20)} line${n % 10}\n`).join('');

describe('the prompt’s window', () => {
  it('counts code as a third of its characters, digits and other scripts as more', () => {
    assert.equal(estimateTokens('return value;'), Math.ceil(13 / 3));
    assert.equal(estimateTokens('0123456789'), 10);
    assert.ok(estimateTokens('风险评估') >= 4);
  });

  it('leaves what fits as it is', () => {
    const whole = parts({ prefix: 'a\nb\n', suffix: '\nc\n', context: [item('A.java', 'class A {}')] });
    const { parts: kept, whole: complete } = fitToWindow(whole, 1000);
    assert.equal(kept, whole);
    assert.ok(complete);
  });

  it('gives up context from its last item on before it touches the document', () => {
    const prefix = lines(20, 'prefix');
    const context = [item('A.java', lines(5, 'a')), item('B.java', lines(5, 'b')), item('C.java', lines(5, 'c'))];
    const budget = estimateTokens(prefix) + 2 * estimateTokens(lines(5, 'a')) + 40;
    const { parts: kept, whole } = fitToWindow(parts({ prefix, context }), budget);
    assert.equal(kept.prefix, prefix);
    assert.deepEqual(
      kept.context.map(({ path }) => path),
      ['A.java', 'B.java'],
    );
    assert.equal(whole, false);
  });

  it('cuts a long prefix at its start and a long suffix at its end, at line boundaries', () => {
    const { parts: kept, tokens } = fitToWindow(parts({ prefix: lines(400, 'p'), suffix: lines(400, 's') }), 1200);
    assert.ok(kept.prefix.startsWith('p '));
    assert.ok(kept.prefix.endsWith('line9\n'));
    assert.ok(kept.suffix.startsWith('s '));
    assert.ok(kept.suffix.endsWith('\n'));
    assert.ok(kept.suffix.length < kept.prefix.length);
    assert.ok(tokens <= 1200);
    assert.ok(tokens > 900, `${tokens} of 1200 used`);
  });

  it('keeps the prefix’s start in place while typing goes on, so that the model’s cache hits', () => {
    const document = lines(400, 'p');
    const starts = new Set<string>();
    for (let typed = 0; typed < 400; typed++) {
      const { parts: kept } = fitToWindow(parts({ prefix: document + 'y'.repeat(typed) }), 2000);
      starts.add(kept.prefix.slice(0, 40));
      assert.ok(kept.prefix.endsWith(`line9\n${'y'.repeat(typed)}`));
    }
    assert.ok(starts.size <= 2, `${starts.size} different starts`);
  });

  it('cuts inside a single long line, never inside a character', () => {
    const prefix = '𝒙'.repeat(5000);
    const { parts: kept } = fitToWindow(parts({ prefix, suffix: prefix }), 500);
    assert.ok(kept.prefix.length > 0 && kept.prefix.length < prefix.length);
    assert.doesNotMatch(kept.prefix + kept.suffix, /\p{Surrogate}/u);
  });

  it('keeps nothing where there is no room', () => {
    const { parts: kept } = fitToWindow(parts({ prefix: lines(10, 'p'), suffix: 's' }), 0);
    assert.equal(kept.prefix + kept.suffix, '');
  });
});
