import type { TemplateName } from '../templates/names.ts';
import type { GgufHeader } from './gguf.ts';

/** One family of models, known by the tokens that its vocabulary must hold. */
interface Mark {
  template: TemplateName;
  tokens: readonly string[];
  architecture?: string;
}

/** The first that fits counts: the more particular families come before those whose tokens they share. */
const marks: readonly Mark[] = [
  { template: 'codegemma', tokens: ['<|fim_prefix|>', '<|file_separator|>'] },
  { template: 'qwen2.5-coder', tokens: ['<|fim_prefix|>', '<|repo_name|>', '<|file_sep|>'] },
  { template: 'granite', tokens: ['<|fim_prefix|>', '<|end_of_text|>'] },
  { template: 'mellum', tokens: ['<fim_prefix>', '<filename>'], architecture: 'llama' },
  { template: 'starcoder2', tokens: ['<fim_prefix>', '<file_sep>'] },
  { template: 'stable-code', tokens: ['<fim_prefix>'] },
  { template: 'deepseek-coder', tokens: ['<｜fim▁begin｜>'] },
  { template: 'codellama', tokens: ['▁<PRE>', '▁<SUF>'] },
  { template: 'codestral', tokens: ['[PREFIX]', '[SUFFIX]'] },
  { template: 'seed-coder', tokens: ['<[fim-prefix]>'] },
];

/** The prompt template that a model file asks for, judged by its vocabulary; `prefix-only` where it knows no filling in. */
export function templateOf(header: Pick<GgufHeader, 'tokens' | 'architecture'>): TemplateName {
  const vocabulary = new Set(header.tokens);
  const mark = marks.find(
    ({ tokens, architecture }) =>
      tokens.every(token => vocabulary.has(token)) &&
      (architecture === undefined || architecture === header.architecture),
  );
  return mark?.template ?? 'prefix-only';
}
