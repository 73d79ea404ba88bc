import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Generation, generate, type Outcome } from '../../../server/engine/generate.ts';
import { bytes, type FakeModel, fakeModel } from './fake-model.ts';

async function run(model: FakeModel, options: Partial<Generation> & { text: string }) {
  const pieces: string[] = [];
  let clock = 0;
  const outcome: Outcome = await generate({
    model,
    sequence: model.sequences[0]!,
    prompt: bytes(options.text),
    maxTokens: 100,
    sampling: { temperature: 0, topP: 1, seed: 0 },
    stops: [],
    slice: 4,
    signal: new AbortController().signal,
    now: () => clock++,
    write: piece => pieces.push(piece),
    ...options,
  });
  return { outcome, pieces, text: pieces.join('') };
}

describe('generation', () => {
  it('feeds the prompt in slices and leaves the last one for sampling', async () => {
    const model = fakeModel({ answer: 'ok' });
    const { text, outcome } = await run(model, { text: '0123456789' });
    assert.equal(text, 'ok');
    assert.deepEqual(
      model.sequences[0]?.slices.map(({ kind, tokens }) => `${kind} ${tokens}`),
      ['feed 4', 'feed 4', 'sample 2', 'sample 1', 'sample 1'],
    );
    assert.equal(outcome.finish, 'stop');
    assert.equal(outcome.completionTokens, 2);
  });

  it('evaluates only what the sequence does not have yet, and always the last token', async () => {
    const model = fakeModel({ answer: 'x' });
    await run(model, { text: 'class Account {' });
    const { outcome } = await run(model, { text: 'class Account { int' });
    assert.equal(outcome.cachedTokens, 15);
    assert.equal((await run(model, { text: 'class Account { int' })).outcome.cachedTokens, 18);
  });

  it('starts at the first token where the model can forget only everything', async () => {
    const model = fakeModel({ answer: 'x' });
    model.sequences[0]!.forgetsParts = false;
    await run(model, { text: 'class Account {' });
    assert.equal((await run(model, { text: 'class Other {' })).outcome.cachedTokens, 0);
    assert.deepEqual(model.sequences[0]?.tokens, bytes('class Other {x'));
  });

  it('ends at the number of tokens asked for', async () => {
    const { outcome, text } = await run(fakeModel({ answer: 'abcdef' }), { text: 'p', maxTokens: 3 });
    assert.deepEqual([outcome.finish, outcome.completionTokens, text], ['length', 3, 'abc']);
  });

  it('only prepares the prompt where no token is asked for', async () => {
    const model = fakeModel({ answer: 'abc' });
    const { outcome, text } = await run(model, { text: 'prompt', maxTokens: 0 });
    assert.deepEqual([outcome.finish, text], ['length', '']);
    assert.deepEqual(model.sequences[0]?.tokens, bytes('prompt'));
  });

  it('ends before a stop string, of which no part is given out', async () => {
    const { outcome, pieces } = await run(fakeModel({ answer: 'a;\n\nb' }), { text: 'p', stops: ['\n\n'] });
    assert.deepEqual([outcome.finish, pieces], ['stop', ['a', ';']]);
  });

  it('gives out at the end what may have become a stop string', async () => {
    const { text } = await run(fakeModel({ answer: 'a\n' }), { text: 'p', stops: ['\n\n'] });
    assert.equal(text, 'a\n');
  });

  it('returns within one slice once nobody waits, and keeps what it has evaluated', async () => {
    const model = fakeModel({ answer: 'x' });
    const abort = new AbortController();
    model.sequences[0]!.beforeWork = () => abort.abort();
    const { outcome } = await run(model, { text: '0123456789abcdef', signal: abort.signal });
    assert.equal(outcome.finish, 'aborted');
    assert.deepEqual(model.sequences[0]?.tokens, bytes('0123'));
  });

  it('stops between two tokens once nobody waits', async () => {
    const model = fakeModel({ answer: 'abcdef' });
    const abort = new AbortController();
    let work = 0;
    model.sequences[0]!.beforeWork = () => {
      if (++work === 3) abort.abort();
    };
    const { outcome, text } = await run(model, { text: 'p', signal: abort.signal });
    assert.deepEqual([outcome.finish, text], ['aborted', 'ab']);
  });
});
