import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { linesOf } from '../../../server/cli/lines.ts';

async function read(chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  const input = (async function* () {
    yield* chunks;
  })();
  for await (const line of linesOf(input)) lines.push(line);
  return lines;
}

describe('lines of an input', () => {
  it('end at line feeds alone', async () => {
    assert.deepEqual(await read(['\ufeff{"a":"\u2028"}\r\n', '{"b":', '"\u2029\u0085"}\n\n', 'c']), [
      '{"a":"\u2028"}',
      '{"b":"\u2029\u0085"}',
      '',
      'c',
    ]);
    assert.deepEqual(await read([]), []);
  });

  it('are the same, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', '\u2028', '账', '😀', '\r', '"') })),
        fc.integer({ min: 1, max: 7 }),
        async (written, size) => {
          const lines = written.map(line => line.replace(/\r+$/, ''));
          const bytes = new TextEncoder().encode(lines.map(line => `${line}\n`).join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
          assert.deepEqual(await read(chunks), lines);
        },
      ),
    );
  });
});
