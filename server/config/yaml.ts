import { readFileSync } from 'node:fs';
import { isCollection, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { CommandError } from '../cli/command.ts';

/** One thing wrong in a file that a person wrote. Line and column count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** Where in the file, such as `models[0].upstream.url`; empty for the file itself. */
  field: string;
  message: string;
}

/** Names file, line and field of every problem at once. */
export class FileProblems extends CommandError {
  readonly problems: Problem[];
  constructor(file: string, problems: Problem[]) {
    const lines = problems.map(p => `  ${file}:${p.line}:${p.column}  ${p.field ? `${p.field}: ` : ''}${p.message}`);
    super(`${file} can't be used:\n${lines.join('\n')}`, { mend: 'Mend the lines named above and start again.' });
    this.problems = problems;
  }
}

/**
 * Reads a YAML file and checks it against its schema. An empty file is an empty object.
 * @throws {FileProblems} with every problem, {@link CommandError} where the file can't be read.
 */
export function readYaml<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  return parseYaml(readText(file), file, schema);
}

/** @throws {CommandError} */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${file} can't be read${code === 'ENOENT' ? ': there is no such file' : ` (${code})`}.`, {
      mend: 'Check the path and its permissions.',
    });
  }
}

export function parseYaml<T extends z.ZodType>(text: string, file: string, schema: T): z.infer<T> {
  return parseYamlWithPlaces(text, file, schema).value;
}

export interface Parsed<T> {
  value: T;
  /** Line of what stands at a path in the file; null where a default stands in for it. */
  lineOf(path: readonly (string | number)[]): number | null;
}

/** @throws {FileProblems} with every problem. */
export function parseYamlWithPlaces<T extends z.ZodType>(text: string, file: string, schema: T): Parsed<z.infer<T>> {
  const lineCounter = new LineCounter();
  // maxAliasCount guards against a document that grows without bound when its aliases are resolved.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new FileProblems(
      file,
      document.errors.map(error => ({ ...position(lineCounter, error.pos[0]), field: '', message: error.message })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    throw new FileProblems(file, [{ line: 1, column: 1, field: '', message: (error as Error).message }]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return {
      value: parsed.data,
      lineOf: path => {
        if (path.length === 0 || !document.hasIn(path)) return null;
        const node = nearestNode(document, [...path]);
        return isNode(node) && node.range ? position(lineCounter, node.range[0]).line : null;
      },
    };
  }
  const problems = parsed.error.issues
    .flatMap(issue => flatten(issue))
    .map(({ path, message, wants }) => {
      const said =
        wants === undefined ? message : document.hasIn(path) ? `must be ${wants}` : `is missing: it must be ${wants}`;
      const node = nearestNode(document, path);
      const offset = isNode(node) && node.range ? node.range[0] : 0;
      return { ...position(lineCounter, offset), field: fieldName(path), message: said };
    });
  throw new FileProblems(file, problems);
}

interface Flat {
  path: PropertyKey[];
  message: string;
  /** What should stand there, where the schema says it in no words of its own. */
  wants?: string;
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with fields of its own',
  record: 'a section with fields of its own',
};

/** Undefined where the schema has words of its own. */
function wantsOf(issue: z.core.$ZodIssue): string | undefined {
  if (!issue.message.startsWith('Invalid ')) return undefined;
  if (issue.code === 'invalid_type') return types[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return undefined;
}

/** An unknown key is reported at the key; of a union's branches, the one that came furthest. */
function flatten(issue: z.core.$ZodIssue, prefix: PropertyKey[] = []): Flat[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      path: [...path, key],
      message: 'is not a known field: remove it or check its spelling',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (branch: z.core.$ZodIssue[]) =>
      Math.max(...branch.map(i => i.path.length + (i.code === 'unrecognized_keys' ? 1 : 0)));
    const deepest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
    if (depth(deepest) > 0) return deepest.flatMap(inner => flatten(inner, path));
  }
  const wants = wantsOf(issue);
  return [{ path, message: issue.message, ...(wants === undefined ? {} : { wants }) }];
}

/** The node at the path or, where the field is missing, the closest one above it. For a key, the key's own node. */
function nearestNode(document: ReturnType<typeof parseDocument>, path: PropertyKey[]): unknown {
  for (let length = path.length; length > 0; length--) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1) as (string | number)[], true);
    const key = path[length - 1];
    if (isCollection(parent)) {
      const pair = parent.items.find(item => isPairWithKey(item, key));
      if (pair) return (pair as { key: unknown }).key;
      if (typeof key === 'number' && parent.items[key] !== undefined) return parent.items[key];
    }
  }
  return document.contents;
}

function isPairWithKey(item: unknown, key: PropertyKey | undefined): item is { key: unknown } {
  if (typeof item !== 'object' || item === null || !('key' in item)) return false;
  const name = item.key as { value?: unknown } | null;
  return name?.value === key;
}

function position(lineCounter: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function fieldName(path: PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
