import type { ContextRules } from '../../context/rules.ts';

const statement = '(?:return|else|if|for|while|switch|case|do|goto|throw|new|delete|using|typedef)';

export const context: ContextRules = {
  family: 'c',
  extensions: {
    c: 'c',
    h: 'c',
    cc: 'cpp',
    cpp: 'cpp',
    cxx: 'cpp',
    hh: 'cpp',
    hpp: 'cpp',
    hxx: 'cpp',
    inl: 'cpp',
    ipp: 'cpp',
    m: 'objective-c',
    mm: 'objective-cpp',
    cu: 'cuda-cpp',
  },
  definitions: [
    { kind: 'field', pattern: /^\s*#\s*define\s+(?<name>[A-Za-z_]\w*)/ },
    {
      kind: 'type',
      pattern:
        /^\s*(?:typedef\s+)?(?:struct|class|union|enum(?:\s+(?:class|struct))?|namespace)\s+(?<name>[A-Za-z_]\w*)/,
    },
    { kind: 'type', pattern: /^\s*using\s+(?<name>[A-Za-z_]\w*)\s*=/ },
    { kind: 'type', pattern: /^\s*\}\s*(?<name>[A-Za-z_]\w*)\s*;/ },
    {
      kind: 'function',
      pattern: new RegExp(
        `^\\s{0,4}(?!${statement}\\b)(?:[\\w:<>,~*&]+\\s+)+[*&]*(?:\\w+::)*(?<name>~?[A-Za-z_]\\w*)\\s*\\(`,
      ),
    },
    // Within a class, where only the body that begins tells a method from a call.
    {
      kind: 'function',
      pattern: new RegExp(
        `^\\s+(?!${statement}\\b)(?:[\\w:<>,~*&]+\\s+)+[*&]*(?<name>~?[A-Za-z_]\\w*)\\s*\\([^;]*\\)[\\w\\s]*\\{`,
      ),
    },
    // Constructors and destructors, within their class and outside.
    { kind: 'function', pattern: /^(?:\w+::)+(?<name>~?[A-Za-z_]\w*)\s*\(/ },
    { kind: 'function', pattern: /^\s+(?:explicit\s+)?(?<name>~?[A-Z]\w*)\s*\([^;()]*\)\s*(?::[^;]*|noexcept\s*)?\{/ },
    { kind: 'field', pattern: /^\s+(?:[\w:<>,*&]+\s+)+[*&]*(?<name>[A-Za-z_]\w*)(?:\[\w*\])?\s*;/ },
  ],
  imports: line => {
    const path = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
    if (path === undefined) return [];
    const bare = path.replace(/\.\w+$/, '');
    return [{ name: bare.slice(bare.lastIndexOf('/') + 1), path: bare }];
  },
};
