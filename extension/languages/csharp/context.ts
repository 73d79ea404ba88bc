import type { ContextRules } from '../../context/rules.ts';

const modifier =
  '(?:public|private|protected|internal|static|readonly|const|virtual|override|abstract|sealed|async|partial|new|required|unsafe|extern)';
const statement =
  '(?:return|new|throw|else|if|for|foreach|while|switch|catch|case|do|try|using|await|yield|lock|namespace)';

export const context: ContextRules = {
  family: 'dotnet',
  interpolation: opening => (/\$@?"|@\$"/.test(opening) ? ['{'] : []),
  extensions: { cs: 'csharp', razor: 'razor', cshtml: 'razor' },
  definitions: [
    { kind: 'type', pattern: /(?:^|\s)(?:class|interface|struct|enum|record|delegate)\s+(?<name>[A-Za-z_]\w*)/ },
    {
      kind: 'function',
      pattern: new RegExp(
        `^\\s*(?!${statement}\\b)(?:[\\w<>\\[\\],.?@]+\\s+)+(?<name>[A-Za-z_]\\w*)\\s*(?:<[\\w, ]*>)?\\(`,
      ),
    },
    {
      kind: 'field',
      pattern: new RegExp(`^\\s*(?:${modifier}\\s+)+(?:[\\w<>\\[\\],.?]+\\s+)+(?<name>[A-Za-z_]\\w*)\\s*(?:[{=;]|$)`),
    },
  ],
  imports: line => {
    const path = /^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;/.exec(line)?.[1];
    return path === undefined ? [] : [{ name: path.slice(path.lastIndexOf('.') + 1), path: path.replaceAll('.', '/') }];
  },
};
