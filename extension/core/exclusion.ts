/** Whether a path matches one of the patterns (.gitignore's rules, in any case: `**`, `*`, `?`, `[…]`, `!`, a trailing `/`). */
export function isExcluded(path: string, patterns: readonly string[]): boolean {
  let excluded = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    const bare = negated ? pattern.slice(1) : pattern;
    if (bare === '' || bare.startsWith('#')) continue;
    if (patternExpression(bare).test(path)) excluded = !negated;
  }
  return excluded;
}

const compiled = new Map<string, RegExp>();

function patternExpression(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  // A pattern without a slash before its end matches at any depth; any pattern takes what lies below along.
  const anchored = pattern.slice(0, -1).includes('/');
  const source = `^${anchored ? '' : '(?:.*/)?'}${translate(pattern.replace(/^\//, '').replace(/\/$/, '/**'))}(?:/.*)?$`;
  const expression = new RegExp(source, 'siu');
  compiled.set(pattern, expression);
  return expression;
}

function translate(pattern: string): string {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    if (pattern.startsWith('**/', index) && (index === 0 || pattern[index - 1] === '/')) {
      source += '(?:.*/)?';
      index += 2;
    } else if (pattern.startsWith('**', index)) {
      source += '.*';
      index += 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[') {
      const end = pattern.indexOf(']', index + 2);
      if (end < 0) source += '\\[';
      else {
        const inside = pattern
          .slice(index + 1, end)
          .replace(/^!/, '^')
          .replaceAll('\\', '\\\\')
          .replaceAll('[', '\\[');
        source += `[${inside}]`;
        index = end;
      }
    } else source += character.replace(/[.+^${}()|\]\\/]/g, '\\$&');
  }
  return source;
}
