import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { retryingOnce } from '../../../server/upstream/retry.ts';
import { type Ended, UpstreamError } from '../../../server/upstream/upstream.ts';

const end: Ended = { finish: 'stop', promptTokens: null, completionTokens: null, cachedTokens: null };

/** Attempts one after the other: texts, then an error or the end. */
function scripted(...attempts: [texts: string[], error?: Error][]) {
  let asked = 0;
  const ask = async function* (): AsyncGenerator<string, Ended, undefined> {
    const [texts, error] = attempts[asked++]!;
    yield* texts;
    if (error) throw error;
    return end;
  };
  return { ask, asked: () => asked };
}

async function collect(stream: AsyncGenerator<string, Ended, undefined>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

const unreachable = () => new UpstreamError('unreachable');

describe('asking again', () => {
  it('happens once, where the connection failed before any text', async () => {
    const { ask, asked } = scripted([[], unreachable()], [['ok']]);
    assert.equal(await collect(retryingOnce(ask)), 'ok');
    assert.equal(asked(), 2);
  });

  it('does not happen twice', async () => {
    const { ask, asked } = scripted([[], unreachable()], [[], unreachable()], [['late']]);
    await assert.rejects(collect(retryingOnce(ask)), { code: 'unreachable' });
    assert.equal(asked(), 2);
  });

  it('does not happen once text has come, nor for any other fault', async () => {
    const begun = scripted([['a'], unreachable()], [['b']]);
    await assert.rejects(collect(retryingOnce(begun.ask)));
    assert.equal(begun.asked(), 1);
    for (const code of ['server_error', 'aborted', 'egress_refused', 'overloaded', 'cut'] as const) {
      const { ask, asked } = scripted([[], new UpstreamError(code)], [['b']]);
      await assert.rejects(collect(retryingOnce(ask)), { code });
      assert.equal(asked(), 1, code);
    }
  });
});
