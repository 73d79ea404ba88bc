import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Recorder, readRecording } from '../../../extension/engine/recording.ts';
import { Replay } from '../../../extension/headless/replay.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { Typist } from '../../support/typist.ts';

const passphrase = 'correct horse battery staple';
const secret = 'hunter2';

async function record(phrase: string | undefined): Promise<string> {
  const typist = new Typist('java', `class ${secret} {\n  int m() {\n    return █\n  }\n}\n`);
  const lines: string[] = [];
  const recorder = new Recorder(line => lines.push(line), phrase);
  typist.engine.onObservation(observation => recorder.observe(observation));
  typist.transport.answer = () => `${secret}.total();\n  }\n`;
  await typist.see();
  typist.type('h');
  await typist.see();
  return `${lines.join('\n')}\n`;
}

describe('a recorded session', () => {
  it('with content is sealed, and played back shows the same', async () => {
    const text = await record(passphrase);
    assert.doesNotMatch(text, /hunter2|java|total/);
    const calls = readRecording(text, passphrase);
    assert.equal(calls.length, 2);
    const { content, id, languageId } = calls[0]!;
    assert.ok(content);
    // Typing along is no answer of its own.
    assert.equal(calls[1]!.content, undefined);
    const replayed = await new Replay(readFromPackages, assert.fail).run(
      { id, languageId, ...content },
      content.multiline,
    );
    assert.deepEqual([replayed.shown, replayed.replaceSuffixLength], [content.shown, content.replaceSuffixLength]);
  });

  it('without content holds no word of the document, and says that it cannot be replayed', async () => {
    const text = await record(undefined);
    assert.doesNotMatch(text, /hunter2|total|File/);
    assert.throws(() => readRecording(text, undefined), /has no content[\s\S]*cannot be replayed/);
  });

  it('is not opened by another passphrase, nor when lines were changed or moved', async () => {
    const text = await record(passphrase);
    const [header, first, second] = text.split('\n') as [string, string, string];
    assert.throws(() => readRecording(text, undefined), /passphrase is needed/);
    assert.throws(() => readRecording(text, 'wrong'), /passphrase is wrong/);
    assert.throws(() => readRecording([header, second, first].join('\n'), passphrase), /changed/);
    assert.throws(
      () => readRecording([header, first, `${second.slice(0, -8)}AAAAAAA=`].join('\n'), passphrase),
      /Line 3/,
    );
    assert.throws(() => readRecording('{"a":1}\n', passphrase), /no recording/);
    const wrongSalt = JSON.stringify({ ...(JSON.parse(header) as object), salt: {} });
    assert.throws(() => readRecording(`${wrongSalt}\n${first}\n`, passphrase), /no recording/);
  });
});
