/** Whether a path is one that policy never lets out. Patterns as in .gitignore, relative to the workspace. */
export type Excluded = (path: string) => boolean;

export function excludedPaths(patterns: readonly string[]): Excluded {
  const deciding = excludingPattern(patterns);
  return path => deciding(path) !== null;
}

/**
 * The place in the list of the pattern that excludes a path, null where none does. A pattern without a slash in it (but at
 * its end) fits at any depth; a folder takes along what is in it; `!` takes back. Upper and lower case are the same: a file
 * system may hold them so, and a rule that is too wide fails closed.
 */
export function excludingPattern(patterns: readonly string[]): (path: string) => number | null {
  const rules = patterns.flatMap((pattern, index) => {
    if (pattern === '' || pattern.startsWith('#')) return [];
    const negated = pattern.startsWith('!');
    return [{ index, negated, expression: expressionOf(negated ? pattern.slice(1) : pattern) }];
  });
  return path => {
    const normal = normalPath(path);
    let deciding: number | null = null;
    for (const { index, negated, expression } of rules) if (expression.test(normal)) deciding = negated ? null : index;
    return deciding;
  };
}

/** With `/`, without `.` and empty steps; `..` takes a step back, so that no detour hides a folder. */
function normalPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

function expressionOf(pattern: string): RegExp {
  const trimmed = pattern.replace(/\/$/, '');
  const anchored = trimmed.includes('/');
  const body = trimmed
    .replace(/^\//, '')
    .split('/')
    .map((step, index, steps) =>
      step === '**'
        ? index === steps.length - 1
          ? '.*'
          : '(?:[^/]+/)*'
        : `${stepExpression(step)}${index === steps.length - 1 ? '' : '/'}`,
    )
    .join('');
  return new RegExp(`^${anchored ? '' : '(?:[^/]+/)*'}${body}(?:/.*)?$`, 'isu');
}

/** One step of a path: `*`, `?` and `[…]` stand for characters of this step. Runs of stars are one. */
function stepExpression(step: string): string {
  return step.replace(/\*+|\?|\[!?[^\]]+\]|[\\^$.+(){}|[\]]/g, found => {
    if (found.startsWith('*')) return '[^/]*';
    if (found === '?') return '[^/]';
    if (found.length > 2)
      return `[${found
        .slice(1, -1)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&')}]`;
    return `\\${found}`;
  });
}
