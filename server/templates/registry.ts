import { codegemma } from './families/codegemma.ts';
import { codellama } from './families/codellama.ts';
import { codestral } from './families/codestral.ts';
import { deepseek } from './families/deepseek.ts';
import { granite } from './families/granite.ts';
import { mellum } from './families/mellum.ts';
import { prefixOnly } from './families/prefix-only.ts';
import { qwen } from './families/qwen.ts';
import { qwenComments } from './families/qwen-comments.ts';
import { seedCoder } from './families/seed-coder.ts';
import { stableCode } from './families/stable-code.ts';
import { starcoder2 } from './families/starcoder2.ts';
import type { TemplateName } from './names.ts';
import type { Template } from './template.ts';

/** Every family. A new one is a file in `families/`, its name in `names.ts`, its line here, its bytes in the tests. */
export const templates: Readonly<Record<TemplateName, Template>> = {
  'qwen2.5-coder': qwen,
  'qwen2.5-coder-comments': qwenComments,
  granite,
  codegemma,
  starcoder2,
  'stable-code': stableCode,
  'deepseek-coder': deepseek,
  codellama,
  codestral,
  mellum,
  'seed-coder': seedCoder,
  'prefix-only': prefixOnly,
};
