import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TokenText } from '../../../server/engine/token-text.ts';
import { bytes, fakeModel } from './fake-model.ts';

function pieces(tokens: number[]): string[] {
  const text = new TokenText(fakeModel(), []);
  return [...tokens.map(token => text.push(token)), text.end()].filter(piece => piece !== '');
}

describe('text of tokens', () => {
  it('gives out whole characters only', () => {
    assert.deepEqual(pieces(bytes('é→😀a')), ['é', '→', '😀', 'a']);
  });

  it('drops half a character at the end', () => {
    assert.deepEqual(pieces(bytes('a😀').slice(0, 3)), ['a']);
  });

  it('does not wait for ever for bytes that are no text', () => {
    assert.deepEqual(pieces([0xf0, 0x9f, 0x98, 0x61, 0x62]), ['\uFFFDa', 'b']);
    assert.deepEqual(pieces([0xc3, 0xc3, 0xc3, 0xc3, 0x61]), ['\uFFFD\uFFFD\uFFFD\uFFFD', 'a']);
  });

  it('passes the tokens before on, which decide about leading spaces', () => {
    const seen: number[][] = [];
    const model = {
      detokenize: (tokens: readonly number[], before: readonly number[]) => {
        seen.push([...before]);
        return String.fromCharCode(...tokens);
      },
    };
    const text = new TokenText(model, [1, 2, 3, 4, 5]);
    text.push(97);
    text.push(98);
    assert.deepEqual(seen, [
      [2, 3, 4, 5],
      [3, 4, 5, 97],
    ]);
  });
});
