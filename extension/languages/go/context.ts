import type { ContextRules } from '../../context/rules.ts';

export const context: ContextRules = {
  family: 'go',
  extensions: { go: 'go' },
  definitions: [
    { kind: 'type', pattern: /^\s*type\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'type', pattern: /^\s+(?<name>[A-Z]\w*)\s+(?:struct|interface)\s*\{/ },
    { kind: 'function', pattern: /^func\s+(?:\([^)]*\)\s*)?(?<name>[A-Za-z_]\w*)/ },
    { kind: 'field', pattern: /^(?:const|var)\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'field', pattern: /^\t(?<name>[A-Z]\w*)\s+[\w.*[\]{}]/ },
    { kind: 'field', pattern: /^\t(?<name>[A-Z]\w*)\s*=/ },
  ],
  imports: line => {
    const path = /^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w./~-]+)"\s*$/.exec(line)?.[1];
    return path === undefined ? [] : [{ name: path.slice(path.lastIndexOf('/') + 1), path }];
  },
};
