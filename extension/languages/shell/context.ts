import type { ContextRules } from '../../context/rules.ts';

export const context: ContextRules = {
  family: 'shell',
  sigil: '$',
  interpolation: opening => (opening.endsWith('"') ? ['${', '$(', '$name'] : []),
  extensions: { sh: 'shellscript', bash: 'shellscript', zsh: 'shellscript', ksh: 'shellscript', bats: 'shellscript' },
  definitions: [
    { kind: 'function', pattern: /^\s*(?:function\s+)?(?<name>[A-Za-z_]\w*)\s*\(\)/ },
    { kind: 'function', pattern: /^\s*function\s+(?<name>[A-Za-z_]\w*)/ },
    { kind: 'field', pattern: /^\s*(?:(?:export|readonly|local|declare)\s+(?:-\w+\s+)*)?(?<name>[A-Za-z_]\w*)=/ },
  ],
  imports: line => {
    const path = /^\s*(?:source|\.)\s+["']?([^"'\s;]+)/.exec(line)?.[1];
    if (path === undefined) return [];
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    return name === '' ? [] : [{ name, path }];
  },
};
