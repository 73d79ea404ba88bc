import type { TokenRule } from './rule.ts';

/** Tokens of code hosts and package registries. */
export const codeHosts: readonly TokenRule[] = [
  {
    id: 'github-token',
    class: 'provider-token',
    pattern: 'gh[pousr]_[A-Za-z0-9]{36}',
    keep: 4,
    check: 'crc32-base62',
    confidence: 0.95,
    matches: ['export GITHUB_TOKEN={value}', 'git clone https://{value}@github.com/bank/core.git'],
    leaves: ['ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'ghp_short1', 'const prefix = "ghp_";'],
  },
  {
    id: 'github-fine-grained-token',
    class: 'provider-token',
    pattern: 'github_pat_[A-Za-z0-9_]{60,90}',
    confidence: 0.95,
    matches: ['token: {value}'],
    leaves: ['github_pat_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  {
    id: 'gitlab-token',
    class: 'provider-token',
    pattern: 'gl(?:pat|ptt|rt|cbt|dt|ft|imt|agent|soat|oas|ffct)-[A-Za-z0-9_-]{20,64}',
    keep: 5,
    confidence: 0.95,
    matches: ['CI_JOB_TOKEN={value}'],
    leaves: ['glpat-xxxxxxxxxxxxxxxxxxxx'],
  },
];
