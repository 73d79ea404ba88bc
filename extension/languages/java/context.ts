import type { ContextRules } from '../../context/rules.ts';

const modifier = '(?:public|protected|private|static|final|abstract|synchronized|native|default|volatile|transient)';
const statement = '(?:return|new|throw|else|if|for|while|switch|catch|case|assert|do|try|yield|package|import)';

export const context: ContextRules = {
  family: 'jvm',
  extensions: { java: 'java' },
  definitions: [
    { kind: 'type', pattern: /(?:^|\s)(?:class|@?interface|enum|record)\s+(?<name>[A-Za-z_$][\w$]*)/ },
    {
      kind: 'function',
      pattern: new RegExp(`^\\s*(?!${statement}\\b)(?:[\\w$<>\\[\\],.?@&]+\\s+)+(?<name>[A-Za-z_$][\\w$]*)\\s*\\(`),
    },
    {
      kind: 'field',
      pattern: new RegExp(`^\\s*(?:${modifier}\\s+)+(?:[\\w$<>\\[\\],.?]+\\s+)+(?<name>[A-Za-z_$][\\w$]*)\\s*[=;,]`),
    },
  ],
  imports: line => importedTypes(line),
};

/** `import [static] a.b.C;`: the type, or the members' owner. */
export function importedTypes(line: string): { name: string; path: string }[] {
  const path = /^\s*import\s+(?:static\s+)?([\w$.]+)/.exec(line)?.[1];
  if (path === undefined) return [];
  const parts = path.split('.').filter(part => part !== '');
  const type = parts.findLastIndex(part => /^[A-Z]/.test(part));
  const kept = type < 0 ? parts : parts.slice(0, type + 1);
  return [{ name: kept.at(-1) ?? path, path: kept.join('/') }];
}
