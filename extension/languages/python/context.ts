import type { ContextRules } from '../../context/rules.ts';

export const context: ContextRules = {
  family: 'python',
  interpolation: opening => (/(?:^|\W)(?:f|fr|rf)["']/i.test(opening) ? ['{'] : []),
  extensions: { py: 'python', pyi: 'python', pyw: 'python' },
  definitions: [
    { kind: 'type', pattern: /^\s*class\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'function', pattern: /^\s*(?:async\s+)?def\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'field', pattern: /^\s+self\.(?<name>[A-Za-z_]\w*)\s*(?::[^=]*)?=(?!=)/ },
    { kind: 'field', pattern: /^\s{0,4}(?<name>[A-Za-z_]\w*)\s*(?::[^=]*)?=(?!=)/ },
  ],
  imports: line => {
    const from = /^\s*from\s+([\w.]+)\s+import\s+(.+)/.exec(line);
    if (from) {
      const path = modulePath(from[1]!);
      const names = from[2]!.replace(/[()#].*$/, '').split(',');
      return names.flatMap(name => {
        const bare = /^\s*(\w+)/.exec(name)?.[1];
        return bare === undefined ? [] : [{ name: bare, path: `${path}/${bare}` }];
      });
    }
    const module = /^\s*import\s+([\w.]+)/.exec(line)?.[1];
    if (module === undefined) return [];
    const path = modulePath(module);
    return [{ name: path.slice(path.lastIndexOf('/') + 1), path }];
  },
};

function modulePath(module: string): string {
  return module
    .split('.')
    .filter(part => part !== '')
    .join('/');
}
