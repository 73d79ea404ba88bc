import type { TemplateName } from './names.ts';

/** From the most special name to the most general. */
const patterns: readonly (readonly [RegExp, TemplateName])[] = [
  [/seed[-_]?coder/, 'seed-coder'],
  [/deepseek/, 'deepseek-coder'],
  [/codestral/, 'codestral'],
  [/code[-_]?llama/, 'codellama'],
  [/code[-_]?gemma/, 'codegemma'],
  [/mellum/, 'mellum'],
  [/starcoder/, 'starcoder2'],
  [/stable[-_]?code/, 'stable-code'],
  [/granite/, 'granite'],
  [/qwen.*coder|qwen2\.5|qwen3/, 'qwen2.5-coder'],
];

/** Guesses a model's family by its name; null where nothing in the name tells. */
export function detectTemplate(modelName: string): TemplateName | null {
  const name = modelName.toLowerCase();
  return patterns.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
