import { createReadStream, statSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import { readFromPackages } from '../../grammars/packages.ts';
import { WebGrammars } from '../../grammars/web.ts';
import { CommandError, exit } from '../../server/cli/command.ts';
import { linesOf } from '../../server/cli/lines.ts';
import { collectContext } from '../context/collect.ts';
import { ContextLanguages } from '../context/languages.ts';
import type { CollectedContext, ContextItem } from '../context/types.ts';
import { warmUp } from '../context/warm-up.ts';
import { WorkspaceIndex } from '../context/workspace-index.ts';
import { enclosingScopes } from '../core/scope.ts';
import { situate } from '../core/situation.ts';
import { windowBudget } from '../core/window.ts';
import { deflateCodec } from '../engine/deflate-codec.ts';
import { SyntaxTrees } from '../engine/syntax.ts';
import { packFor } from '../languages/index.ts';
import { packs } from '../languages/registry.ts';
import { languageOf } from './language-of.ts';
import { knowledgeFiles, readable, readSource, workspaceFiles } from './workspace-files.ts';

export interface ContextOptions {
  workspace: string;
  file?: string;
  offset?: string;
  budget: string;
  cases?: string;
}

/** Longest file that is read, in bytes; the index has its own limit in characters. */
const longestFile = 1_000_000;
/** Tokens of a prompt where no policy says otherwise: decides how much the window keeps. */
const promptTokens = 4096;

interface Case {
  file: string;
  text: string;
  offset: number;
}

/** Prints the context of one place, or of each case, as JSON. @throws {CommandError} for what cannot be read. */
export async function runContext(options: ContextOptions): Promise<void> {
  const budget = wholeNumber(options.budget, '--budget');
  const single = options.cases === undefined ? singleCase(options) : undefined;
  const workspace = openWorkspace(options.workspace);
  const collect = collectorOf(workspace, budget);
  if (single) {
    process.stdout.write(`${JSON.stringify(await collect(single))}\n`);
    return;
  }
  // As the editor does once it has read the workspace.
  for (const _ of warmUp(workspace.index));
  for await (const line of casesOf(options.cases!)) {
    if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await answerTo(line, collect))}\n`);
  }
}

/** What is printed, as the documents say. */
interface Answer extends Omit<CollectedContext, 'items'> {
  items: Omit<ContextItem, 'language'>[];
  timings: { index_ms: number; collect_ms: number };
}
type Collect = (asked: Case) => Promise<Answer>;

async function answerTo(line: string, collect: Collect): Promise<object> {
  let id: unknown = null;
  try {
    const asked = JSON.parse(line) as (Partial<Case> & { id?: unknown }) | null;
    id = asked?.id ?? null;
    if (!asked || typeof asked.file !== 'string' || typeof asked.text !== 'string' || !Number.isInteger(asked.offset)) {
      return { id, error: 'a case is {id, file, text, offset}' };
    }
    return { id, ...(await collect(asked as Case)) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

interface Workspace {
  root: string;
  index: WorkspaceIndex;
  rules: ReturnType<typeof workspaceFiles>['rules'];
  knowledge: { path: string; text: string }[];
  indexMs: number;
}

function openWorkspace(folder: string): Workspace {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`${folder} is no folder.`, { mend: 'Give the root of a workspace: --workspace DIR.' });
  }
  const started = performance.now();
  const index = new WorkspaceIndex(new ContextLanguages(packs), { codec: deflateCodec });
  const { files, rules } = workspaceFiles(root);
  for (const { path, size } of files) {
    if (size > longestFile || !index.languages.ofPath(path)) continue;
    const text = readable(() => readSource(join(root, path)));
    if (text !== undefined) index.set(path, text);
  }
  return { root, index, rules, knowledge: knowledgeFiles(root), indexMs: performance.now() - started };
}

function collectorOf({ index, rules, knowledge, indexMs }: Workspace, budget: number): Collect {
  const trees = new SyntaxTrees(new WebGrammars(readFromPackages), () => undefined);
  return async ({ file, text, offset }) => {
    const path = posix.normalize(file.replaceAll('\\', '/'));
    if (path.startsWith('../') || path.startsWith('/')) throw new Error('the file lies outside the workspace');
    if (offset < 0 || offset > text.length)
      throw new Error(`the text has ${text.length} characters: ${offset} is not in it`);
    const languageId = index.languages.ofPath(path)?.id ?? languageOf(path);
    await trees.load(languageId);
    const started = performance.now();
    const place = { path, languageId, prefix: text.slice(0, offset), suffix: text.slice(offset) };
    const situation = situate(place, packFor(languageId), trees.for(languageId));
    const collected = collectContext(
      {
        document: { path, text, languageId },
        offset,
        budget,
        window: windowBudget(promptTokens),
        scopes: () => enclosingScopes(situation),
        knowledge,
        isExcluded: other => rules.excludes(other),
      },
      index,
    );
    const collectMs = performance.now() - started;
    const items = collected.items.map(({ language: _, ...item }) => item);
    return { ...collected, items, timings: { index_ms: rounded(indexMs), collect_ms: rounded(collectMs) } };
  };
}

function singleCase(options: ContextOptions): Case {
  if (options.file === undefined || options.offset === undefined) {
    throw new CommandError('Say where: --file F --offset N, or --cases FILE.', { exitCode: exit.usage });
  }
  const root = resolve(options.workspace);
  const file = resolve(root, options.file);
  const text = readText(file);
  const offset = wholeNumber(options.offset, '--offset');
  if (offset > text.length) {
    throw new CommandError(`${options.file} has ${text.length} characters: ${offset} is not in it.`, {
      exitCode: exit.usage,
    });
  }
  return { file: relative(root, file), text, offset };
}

/** Line by line: the documents of many cases are too long for one text. */
async function* casesOf(cases: string): AsyncIterable<string> {
  const input = cases === '-' ? process.stdin : createReadStream(cases);
  try {
    yield* linesOf(input);
  } catch (error) {
    throw unreadable(cases, error);
  }
}

function readText(file: string): string {
  try {
    return readSource(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): CommandError {
  const { code } = error as NodeJS.ErrnoException;
  return new CommandError(`Cannot read ${file} (${code ?? 'unreadable'}).`, { cause: error });
}

function wholeNumber(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    throw new CommandError(`${option} takes a whole number, not ${text}.`, { exitCode: exit.usage });
  }
  return number;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
