import assert from 'node:assert/strict';
import { gguf } from '@huggingface/gguf';
import { before, describe, it } from 'mocha';
import { ensureModel, type ModelFile } from '../../server/model/ensure.ts';
import { type GgufHeader, readGguf } from '../../server/model/gguf.ts';
import { templateOf } from '../../server/model/template.ts';
import { templates } from '../../server/templates/registry.ts';

/** What docs/model.md says of the real file, and our reader beside an independent one. */

describe('embedded model file', function () {
  this.timeout(60_000);
  let model: ModelFile;
  let header: GgufHeader;

  before(async () => {
    model = await ensureModel();
    header = await readGguf(model.path);
  });

  it('is the pinned one', () => {
    assert.equal(model.pinned, true);
    assert.equal(model.contextTokens, header.contextTokens);
    // The same family; only what stands around the document is written in a way that suits so small a model.
    assert.equal(templates[model.template].specialTokens, templates[templateOf(header)].specialTokens);
  });

  it('has the tokens for filling in where the template expects them', () => {
    const ids = {
      '<|endoftext|>': 151643,
      '<|im_end|>': 151645,
      '<|fim_prefix|>': 151659,
      '<|fim_middle|>': 151660,
      '<|fim_suffix|>': 151661,
      '<|fim_pad|>': 151662,
      '<|repo_name|>': 151663,
      '<|file_sep|>': 151664,
    };
    for (const [token, id] of Object.entries(ids)) assert.equal(header.tokens[id], token);
  });

  it('reads the same to an independent reader', async () => {
    const { metadata } = await gguf(model.path, { allowLocalFile: true });
    const theirs = metadata as unknown as Record<string, unknown>;
    for (const [key, value] of header.metadata) assert.equal(String(value), String(theirs[key]), key);
    assert.deepEqual(header.tokens, theirs['tokenizer.ggml.tokens']);
  });
});
