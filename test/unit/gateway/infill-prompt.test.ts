import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readInfillPrompt } from '../../../server/gateway/infill-prompt.ts';
import { readRequest } from '../../../server/gateway/request.ts';
import { templateNames } from '../../../server/templates/names.ts';
import { renderPrompt } from '../../../server/templates/render.ts';

describe('a prompt that is written as a model reads it', () => {
  const parts = { prefix: 'def mean(xs):\n    return ', suffix: '\n\nprint(mean([1]))\n' };

  for (const name of templateNames) {
    it(`gives the text back that ${name} was shown`, () => {
      const named = { path: '', language: '', repository: '', context: [] };
      const { prompt } = renderPrompt(name, { ...parts, ...named }, { contextTokens: 4096, maxTokens: 64 });
      const plain = prompt.startsWith(parts.prefix);
      assert.deepEqual(readInfillPrompt(prompt), plain ? null : parts);
    });
  }

  it('is plain text where the markup is not whole, comes twice, or is not around everything', () => {
    const [open, between, close] = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
    for (const prompt of [
      '',
      open,
      `${open}a${between}b`,
      `${open}a${close}`,
      `x${open}a${between}b${close}`,
      `${open}a${between}b${close}\n`,
      `${open}a${between}b${between}c${close}`,
      `${open}a${open}b${between}c${close}`,
      `${open}a${between}b${close}c${close}`,
      `${open}a${close}b${between}${close}`,
      '[SUFFIX]a',
      'a[PREFIX]b',
    ]) {
      assert.equal(readInfillPrompt(prompt), null, prompt);
    }
    assert.deepEqual(readInfillPrompt(`${open}${between}${close}`), { prefix: '', suffix: '' });
  });

  it('is read so only of clients that send neither suffix nor a word of ours', () => {
    const prompt = '<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>';
    const { text } = readRequest({ model: 'm', prompt });
    assert.deepEqual([text.prefix, text.suffix], ['a', 'b']);
    for (const more of [{ suffix: '' }, { suffix: 'c' }, { intramural: {} }]) {
      assert.equal(readRequest({ model: 'm', prompt, ...more }).text.prefix, prompt);
    }
  });
});
