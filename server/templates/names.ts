/** The model families whose prompt template is known (`server/templates/`, one file a family). */
export const templateNames = [
  'qwen2.5-coder',
  'qwen2.5-coder-comments',
  'granite',
  'codegemma',
  'starcoder2',
  'stable-code',
  'deepseek-coder',
  'codellama',
  'codestral',
  'mellum',
  'seed-coder',
  'prefix-only',
] as const;
export type TemplateName = (typeof templateNames)[number];
