import type { ContextRules } from '../../context/rules.ts';

export const context: ContextRules = {
  family: 'yaml',
  hyphens: true,
  extensions: { yml: 'yaml', yaml: 'yaml' },
  definitions: [{ kind: 'field', pattern: /^\s*(?:-\s+)?(?<name>[A-Za-z_][\w-]*)\s*:(?:\s|$)/ }],
};
