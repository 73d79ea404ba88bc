import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { CommandError } from '../../../server/cli/command.ts';
import { listModels } from '../../../server/model/list.ts';
import { verifyModel } from '../../../server/model/verify.ts';
import { gguf, sha256 } from '../../support/model-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'intramural-'));
const content = gguf({ 'general.architecture': 'llama', 'llama.context_length': 8192 });
const path = join(folder, 'model.gguf');
writeFileSync(path, content);
const hash = sha256(content);

describe('model verify', () => {
  it('tells what a file is, and that nobody vouches for it', async () => {
    const { value, line } = await verifyModel(path, {});
    assert.deepEqual(
      [value.sha256, value.pinned_by, value.architecture, value.template, value.context_tokens, value.holds],
      [hash, null, 'llama', 'prefix-only', 8192, true],
    );
    assert.match(line, /not pinned/);
  });

  it('holds where the pinned hash does, and not where it is another', async () => {
    const pinned = await verifyModel(path, { INTRAMURAL_MODEL_SHA256: hash });
    assert.deepEqual([pinned.value.holds, pinned.value.pinned_by], [true, 'INTRAMURAL_MODEL_SHA256']);
    const other = await verifyModel(path, { INTRAMURAL_MODEL_SHA256: sha256(Buffer.from('other')) });
    assert.deepEqual([other.value.holds, other.value.pinned_by], [false, null]);
    assert.match(other.value.problem ?? '', /not the pinned/);
  });

  it('does not hold for what is no model', async () => {
    const text = join(folder, 'notes.gguf');
    writeFileSync(text, 'notes');
    const { value } = await verifyModel(text, {});
    assert.deepEqual([value.holds, value.problem], [false, 'it is no GGUF file']);
  });

  it('fetches nothing where there is no model', async () => {
    await assert.rejects(verifyModel(undefined, { INTRAMURAL_CACHE: folder }), CommandError);
    await assert.rejects(verifyModel(`${path}.not`, {}), /There is no file/);
  });
});

describe('model list', () => {
  it('tells state, hash and sources of each', async () => {
    const [first] = await listModels({ INTRAMURAL_CACHE: folder });
    assert.match(first?.line ?? '', /not here yet[\s\S]*SHA-256 {4}1d9614638d18[\s\S]*source 1[\s\S]*source 2/);
  });
});
