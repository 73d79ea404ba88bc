import { anyInStep, folders, globMatcher, literal, many, manyInStep, type Token } from './glob.ts';

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
    return [{ index, negated, fits: matcherOf(negated ? pattern.slice(1) : pattern, negated) }];
  });
  return path => {
    const normal = normalPath(path);
    let deciding: number | null = null;
    for (const { index, negated, fits } of rules) if (fits(normal)) deciding = negated ? null : index;
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

/** Stars in one step, and steps `**`, up to which a regular expression goes back too little to be of account. */
const harmless = { starsInStep: 1, folders: 2 } as const;

function matcherOf(pattern: string, isTakingBack: boolean): (path: string) => boolean {
  const trimmed = pattern.normalize('NFC').replace(/\/$/, '');
  const anchored = trimmed.includes('/');
  const steps = trimmed.replace(/^\//, '').split('/');
  if (!anchored) steps.unshift('**');
  const isHarmless =
    steps.filter(step => step === '**').length <= harmless.folders &&
    steps.every(step => (step.match(/\*+/g)?.length ?? 0) <= harmless.starsInStep);
  if (isHarmless) {
    const expression = expressionOf(steps, isTakingBack);
    return path => expression.test(path);
  }
  return globMatcher(tokensOf(steps, isTakingBack), true);
}

function tokensOf(steps: readonly string[], isTakingBack: boolean): Token[] {
  return steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1;
    if (step === '**') return [isLast ? many : folders];
    return [...stepTokens(step, isTakingBack), ...(isLast ? [] : literal('/'))];
  });
}

/** The same for patterns that can not be turned against us: it is ten times as fast. */
function expressionOf(steps: readonly string[], isTakingBack: boolean): RegExp {
  const body = steps.map((step, index) => {
    const isLast = index === steps.length - 1;
    if (step === '**') return isLast ? '.*' : '(?:[^/]+/)*';
    return `${stepExpression(step, isTakingBack)}${isLast ? '' : '/'}`;
  });
  return new RegExp(`^${body.join('')}(?:/.*)?$`, 'isu');
}

function stepExpression(step: string, isTakingBack: boolean): string {
  return step.replace(/\*+|\?|\[!?[^\]]+\]|[\\^$.+(){}|[\]]/g, found => {
    if (found.startsWith('*')) return '[^/]*';
    if (found === '?') return '[^/]';
    if (found.length <= 2) return `\\${found}`;
    return classOf(found.slice(1, -1))?.source ?? (isTakingBack ? '(?!)' : '[^/]');
  });
}

/** One step of a path: `*`, `?` and `[…]` stand for characters of this step. Runs of stars are one. */
function stepTokens(step: string, isTakingBack: boolean): Token[] {
  const parts = step.match(/\*+|\?|\[!?[^\]]+\]|./gsu) ?? [];
  return parts.flatMap(part => {
    if (part.startsWith('*')) return [manyInStep];
    if (part === '?') return [anyInStep];
    return part.length > 2 && part.startsWith('[') ? [classToken(part.slice(1, -1), isTakingBack)] : literal(part);
  });
}

/** In the place of a class that is none (`[z-a]`): all for a rule that excludes, nothing for one that takes back. */
function classToken(inside: string, isTakingBack: boolean): Token {
  const expression = classOf(inside);
  if (expression === null) return isTakingBack ? { kind: 'one', fits: () => false } : anyInStep;
  return { kind: 'one', fits: character => expression.test(character) };
}

/** No class reaches over the end of a step. Null for what is none. */
function classOf(inside: string): RegExp | null {
  try {
    return new RegExp(`(?!/)[${inside.replace(/^!/, '^').replace(/[\\\]]/g, '\\$&')}]`, 'isu');
  } catch {
    return null;
  }
}
