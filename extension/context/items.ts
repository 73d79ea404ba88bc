import type { CoveringLine } from './coverage.ts';
import type { DeclaringFile } from './declared.ts';
import type { SimilarCode } from './similar-code.ts';
import { byCharacters } from './token-estimate.ts';
import type { CollectRequest, ContextItem, ContextKind } from './types.ts';
import { type IndexedFile, stem, type WorkspaceIndex } from './workspace-index.ts';

const because = {
  member: 'members of what stands before the dot',
  definition: 'declared in a file that the document brings in or names near the cursor',
  copybook: 'data items of a copybook that the program brings in',
  related: 'names likely to be needed here',
} as const;

function declaredKind(file: IndexedFile): 'definition' | 'copybook' {
  return file.language.rules.family === 'cobol' && !/\.(?:cbl|cob|cobol|pco)$/i.test(file.path)
    ? 'copybook'
    : 'definition';
}

/** Names told in a reason. */
const namesTold = 8;

type BroughtIn = ReadonlyMap<string, (text: string) => string>;
type Rules = Pick<CollectRequest, 'isExcluded' | 'estimateTokens'>;

/** The items of one answer, in the order of the prompt, never of an excluded file, never over the budget. */
export class Items {
  readonly #items: ContextItem[] = [];
  readonly #index: WorkspaceIndex;
  readonly #rules: Rules;
  readonly #declaring: ReadonlySet<IndexedFile>;
  /** What the document makes of files that it brings in. */
  readonly #broughtIn: BroughtIn;

  constructor(
    index: WorkspaceIndex,
    declaring: readonly DeclaringFile[] | ReadonlySet<IndexedFile>,
    rules: Rules,
    broughtIn: BroughtIn = new Map(),
  ) {
    this.#index = index;
    this.#rules = rules;
    this.#broughtIn = broughtIn;
    this.#declaring =
      declaring instanceof Set
        ? declaring
        : new Set([...(declaring as readonly DeclaringFile[])].map(({ file }) => file));
  }

  copy(): Items {
    const copy = new Items(this.#index, this.#declaring, this.#rules, this.#broughtIn);
    copy.#items.push(...this.#items);
    return copy;
  }

  /** What the items take, with what parts them. */
  get characters(): number {
    return this.#items.reduce((sum, { text }) => sum + text.length + partingCharacters, 0);
  }

  charactersOf(kind: ContextKind): number {
    const ofKind = this.#items.filter(item => item.kind === kind);
    return ofKind.reduce((sum, { text }) => sum + text.length + partingCharacters, 0);
  }

  textsOf(kind: ContextKind): string[] {
    return this.#items.filter(item => item.kind === kind).map(({ text }) => text);
  }

  has(kind: ContextKind, path: string, start?: number): boolean {
    return this.#items.some(
      item => item.kind === kind && item.path === path && (start === undefined || item.start === start),
    );
  }

  append(others: Items): void {
    this.#items.push(...others.#items);
  }

  add(item: Omit<ContextItem, 'tokens'>): void {
    if (item.text.trim() === '' || this.#rules.isExcluded(item.path)) return;
    this.#items.push({
      ...item,
      score: Math.round(item.score * 1000) / 1000,
      tokens: (this.#rules.estimateTokens ?? byCharacters)(`${item.text}\n`),
    });
  }

  /** One item for each file, its lines in their order. */
  addRelated(lines: readonly CoveringLine[], kind: 'related' | 'member'): void {
    const groups = new Map<IndexedFile, CoveringLine[]>();
    for (const line of lines) {
      const group = groups.get(line.file);
      if (group) group.push(line);
      else groups.set(line.file, [line]);
    }
    for (const [file, group] of groups) {
      const names = group.flatMap(({ terms }) => terms).map(term => this.#index.terms.text(term));
      const told = `${names.slice(0, namesTold).join(', ')}${names.length > namesTold ? ' …' : ''}`;
      group.sort((a, b) => a.line - b.line);
      const shownAs = kind === 'related' && this.#declares(file, group) ? declaredKind(file) : kind;
      this.#addLines(
        shownAs,
        file,
        group.map(({ line }) => line),
        group.map(({ text }) => text).join('\n'),
        {
          reason: `${because[shownAs]}: ${told}`,
          score: Math.max(...group.map(({ gain }) => Math.min(1, gain))),
        },
      );
    }
  }

  addSimilar(code: SimilarCode): void {
    const reason = 'goes on from lines like those before the cursor';
    this.#addLines('similar', code.file, code.lines, code.text, { reason, score: code.score });
  }

  /** The items that fit the budget: one that is too long is left out, and a shorter one may follow. */
  within({ budget, isExcluded }: CollectRequest): ContextItem[] {
    let left = budget;
    const fitting = this.#items.filter(({ path, tokens }) => {
      if (tokens > left || isExcluded(path)) return false;
      left -= tokens;
      return true;
    });
    return bestOf(fitting, mostItems);
  }

  /** Most of the lines declare something, in a file behind an import or a name in sight. */
  #declares(file: IndexedFile, lines: readonly CoveringLine[]): boolean {
    if (!this.#declaring.has(file)) return false;
    const declared = new Set(file.definitions.map(({ line }) => line));
    return lines.filter(({ line }) => declared.has(line)).length * 2 >= lines.length;
  }

  #addLines(
    kind: ContextKind,
    file: IndexedFile,
    lines: readonly number[],
    text: string,
    why: { reason: string; score: number },
  ): void {
    const { path, language } = file;
    const shown = this.#broughtIn.get(stem(path))?.(text) ?? text;
    const [start, end] = [lines[0]! + 1, lines.at(-1)! + 1];
    this.add({ kind, path, language: language.id, start, end, text: shown, ...why });
  }
}

/** The wire takes no more items than this in one request. */
const mostItems = 64;

/** So many of the items, in their order: those of the least score are left out, of equal ones the last. */
function bestOf(items: ContextItem[], most: number): ContextItem[] {
  if (items.length <= most) return items;
  const ranked = items.map((item, at) => ({ item, at })).sort((a, b) => b.item.score - a.item.score || a.at - b.at);
  const kept = new Set(ranked.slice(0, most).map(({ item }) => item));
  return items.filter(item => kept.has(item));
}

/** A line end, and what rounding up to whole tokens may cost. */
const partingCharacters = 4;
