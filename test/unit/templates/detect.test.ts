import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { detectTemplate } from '../../../server/templates/detect.ts';

describe('detectTemplate', () => {
  const names: [string, string | null][] = [
    ['Qwen/Qwen2.5-Coder-7B', 'qwen2.5-coder'],
    ['qwen2.5-coder-0.5b-q4_k_m.gguf', 'qwen2.5-coder'],
    ['Qwen3-Coder-30B-A3B', 'qwen2.5-coder'],
    ['ibm-granite/granite-4.0-h-tiny', 'granite'],
    ['google/codegemma-2b', 'codegemma'],
    ['bigcode/starcoder2-15b', 'starcoder2'],
    ['stabilityai/stable-code-3b', 'stable-code'],
    ['deepseek-ai/DeepSeek-Coder-V2-Lite-Base', 'deepseek-coder'],
    ['codellama/CodeLlama-13b-hf', 'codellama'],
    ['mistralai/Codestral-22B-v0.1', 'codestral'],
    ['JetBrains/Mellum-4b-base', 'mellum'],
    ['ByteDance-Seed/Seed-Coder-8B-Base', 'seed-coder'],
    ['SmolLM2-135M-Instruct', null],
  ];
  for (const [model, template] of names) {
    it(`${model} → ${template}`, () => assert.equal(detectTemplate(model), template));
  }
});
