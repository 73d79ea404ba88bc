import type { ContextRules } from '../../context/rules.ts';

const statement =
  '(?:if|for|while|switch|catch|return|function|await|new|super|else|throw|typeof|do|yield|import|export)';
const modifier = '(?:public|private|protected|static|async|readonly|override|abstract|declare|get|set)';
/** On one line, with brackets one deep: a call that is given a function does not end before its brace. */
const parameters = '\\((?:[^()]|\\([^()]*\\))*\\)';

export const context: ContextRules = {
  family: 'javascript',
  interpolation: opening => (opening.endsWith('`') ? ['${'] : []),
  extensions: {
    ts: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    tsx: 'typescriptreact',
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    jsx: 'javascriptreact',
    vue: 'vue',
    svelte: 'svelte',
  },
  definitions: [
    {
      kind: 'type',
      pattern:
        /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:const\s+)?(?:class|interface|enum|type|namespace)\s+(?<name>[A-Za-z_$][\w$]*)/,
    },
    { kind: 'function', pattern: /(?:^|\s)function\s*\*?\s*(?<name>[A-Za-z_$][\w$]*)/ },
    {
      kind: 'function',
      pattern:
        /^\s*(?:export\s+)?(?:const|let|var)\s+(?<name>[A-Za-z_$][\w$]*)[^=]*=\s*(?:async\s*)?(?:\(|function\b|[\w$]+\s*=>)/,
    },
    {
      kind: 'function',
      pattern: new RegExp(
        `^\\s+(?!${statement}\\b)(?:${modifier}\\s+)*\\*?\\s*(?<name>[A-Za-z_$][\\w$]*)\\s*(?:<[^>]*>)?${parameters}\\s*(?::[^={;]+)?\\{`,
      ),
    },
    // A method whose parameters stand on lines of their own: what is called so has no modifier before it.
    {
      kind: 'function',
      pattern: new RegExp(`^\\s+(?:${modifier}\\s+)+\\*?\\s*(?<name>[A-Za-z_$][\\w$]*)\\s*(?:<[^>]*>)?\\(`),
    },
    { kind: 'field', pattern: /^\s*export\s+(?:const|let|var)\s+(?<name>[A-Za-z_$][\w$]*)/ },
    {
      kind: 'field',
      pattern: new RegExp(`^\\s+(?:${modifier}\\s+)*(?<name>[A-Za-z_$][\\w$]*)[?!]?\\s*:[^,]*[;{]\\s*$`),
    },
  ],
  imports: line => {
    const path = /(?:\bfrom|\bimport|\brequire\s*\()\s*['"]([^'"]+)['"]/.exec(line)?.[1];
    if (path === undefined) return [];
    const bare = path.replace(/\.(?:[mc]?[jt]sx?)$/, '');
    const last = bare.slice(bare.lastIndexOf('/') + 1);
    return last === '' ? [] : [{ name: last, path: bare }];
  },
};
