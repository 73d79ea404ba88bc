/**
 * Whether a path is one that a rule never lets out. Patterns as in .gitignore, relative to the workspace. Editor and proxy run
 * this same text: what one of them keeps back, the other does.
 */
export type Excluded = (path: string) => boolean;

export function excludedPaths(patterns: readonly string[]): Excluded {
  const deciding = excludingPattern(patterns);
  return path => deciding(path) !== null;
}

const read = new WeakMap<readonly string[], Excluded>();

/** For a list that is asked many times, as the editor does; the list must not be changed. */
export function isExcluded(path: string, patterns: readonly string[]): boolean {
  let excluded = read.get(patterns);
  if (!excluded) {
    excluded = excludedPaths(patterns);
    read.set(patterns, excluded);
  }
  return excluded(path);
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
    const expression = expressionOf(negated ? pattern.slice(1) : pattern, negated ? nothing : anyCharacter);
    return [{ index, negated, expression }];
  });
  return path => {
    const normal = normalPath(path);
    let deciding: number | null = null;
    for (const { index, negated, expression } of rules) if (expression.test(normal)) deciding = negated ? null : index;
    return deciding;
  };
}

/**
 * With `/`, without `.` and empty steps; `..` takes a step back, so that no detour hides a folder. Letters with accents in one
 * piece: some file systems (macOS) write them in two.
 */
function normalPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.normalize('NFC').replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** In the place of a class that is none (`[z-a]`): a rule that excludes is too wide with it, one that takes back takes nothing. */
const anyCharacter = '[^/]';
const nothing = '(?!)';

function expressionOf(pattern: string, noClass: string): RegExp {
  const trimmed = pattern.normalize('NFC').replace(/\/$/, '');
  const anchored = trimmed.includes('/');
  const body = trimmed
    .replace(/^\//, '')
    .split('/')
    .map((step, index, steps) =>
      step === '**'
        ? index === steps.length - 1
          ? '.*'
          : '(?:[^/]+/)*'
        : `${stepExpression(step, noClass)}${index === steps.length - 1 ? '' : '/'}`,
    )
    .join('');
  return new RegExp(`^${anchored ? '' : '(?:[^/]+/)*'}${body}(?:/.*)?$`, 'isu');
}

/** One step of a path: `*`, `?` and `[…]` stand for characters of this step. Runs of stars are one. */
function stepExpression(step: string, noClass: string): string {
  return step.replace(/\*+|\?|\[!?[^\]]+\]|[\\^$.+(){}|[\]]/g, found => {
    if (found.startsWith('*')) return '[^/]*';
    if (found === '?') return '[^/]';
    return found.length > 2 ? classExpression(found.slice(1, -1), noClass) : `\\${found}`;
  });
}

/** No class reaches over the end of a step. */
function classExpression(inside: string, noClass: string): string {
  const expression = `(?!/)[${inside.replace(/^!/, '^').replace(/[\\\]]/g, '\\$&')}]`;
  try {
    return new RegExp(expression, 'isu').source;
  } catch {
    return noClass;
  }
}
