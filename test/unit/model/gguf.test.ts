import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { SourceFailure } from '../../../server/model/failure.ts';
import { readGguf } from '../../../server/model/gguf.ts';
import { templateOf } from '../../../server/model/template.ts';
import { gguf } from '../../support/model-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'intramural-'));

function read(bytes: Buffer) {
  const path = join(folder, `${bytes.length}.gguf`);
  writeFileSync(path, bytes);
  return readGguf(path);
}

const metadata = {
  'general.architecture': 'qwen2',
  'general.name': 'Ünïcode',
  'tokenizer.ggml.scores': [1, 2, 3],
  'tokenizer.ggml.add_bos_token': false,
  'tokenizer.ggml.tokens': ['a', '<|fim_prefix|>', 'é'],
  'qwen2.context_length': 32768,
};

describe('GGUF header', () => {
  it('tells architecture, name, context and tokens', async () => {
    const header = await read(gguf(metadata, Buffer.alloc(100)));
    assert.equal(header.architecture, 'qwen2');
    assert.equal(header.name, 'Ünïcode');
    assert.equal(header.contextTokens, 32768);
    assert.deepEqual(header.tokens, ['a', '<|fim_prefix|>', 'é']);
    assert.equal(header.metadata.get('tokenizer.ggml.add_bos_token'), false);
  });

  it('may leave things unsaid', async () => {
    const header = await read(gguf({ 'general.architecture': 'llama' }));
    assert.deepEqual([header.name, header.contextTokens, header.tokens], [null, null, []]);
  });

  it('reads past arrays that are longer than what is read at once', async () => {
    const long = { 'tokenizer.ggml.scores': Array.from({ length: 700_000 }, () => 0), ...{ 'general.name': 'after' } };
    assert.equal((await read(gguf(long))).name, 'after');
  });

  it('is refused wherever it is cut off', async () => {
    const whole = gguf(metadata);
    for (let length = 0; length < whole.length; length++) {
      await assert.rejects(read(whole.subarray(0, length)), SourceFailure);
    }
  });

  it('is refused where it is of another kind, version or a monstrous size', async () => {
    await assert.rejects(read(Buffer.from('<!doctype html><title>Sign in</title>')), /no GGUF file/);
    const version = gguf(metadata);
    version.writeUInt32LE(9, 4);
    await assert.rejects(read(version), /version 9/);
    const count = gguf(metadata);
    count.writeBigUInt64LE(2n ** 60n, 16);
    await assert.rejects(read(count), /damaged/);
  });
});

describe('template by vocabulary', () => {
  for (const [family, tokens, architecture] of [
    ['qwen2.5-coder', ['<|fim_prefix|>', '<|repo_name|>', '<|file_sep|>', '<|endoftext|>'], 'qwen2'],
    ['granite', ['<|fim_prefix|>', '<|end_of_text|>'], 'granite'],
    ['codegemma', ['<|fim_prefix|>', '<|file_separator|>'], 'gemma'],
    ['starcoder2', ['<fim_prefix>', '<file_sep>', '<repo_name>'], 'starcoder2'],
    ['stable-code', ['<fim_prefix>', '<filename>'], 'stablelm'],
    ['mellum', ['<fim_prefix>', '<filename>'], 'llama'],
    ['deepseek-coder', ['<｜fim▁begin｜>', '<｜fim▁hole｜>'], 'deepseek2'],
    ['codellama', ['▁<PRE>', '▁<SUF>', '▁<MID>'], 'llama'],
    ['codestral', ['[PREFIX]', '[SUFFIX]', '[MIDDLE]'], 'llama'],
    ['seed-coder', ['<[fim-prefix]>'], 'llama'],
    ['prefix-only', ['<|endoftext|>', '<|im_start|>'], 'llama'],
  ] as const) {
    it(`is ${family} for ${tokens.join(' ')}`, () => {
      assert.equal(templateOf({ tokens, architecture }), family);
    });
  }
});
