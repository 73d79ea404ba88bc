import { windowAround } from '../core/window.ts';
import {
  besideCursor,
  Candidates,
  FileWords,
  filesLike,
  type SimilarFile,
  weighHits,
  weighSimilarFiles,
} from './candidates.ts';
import { coveringLines, type Lines, poolOf } from './coverage.ts';
import { addCutOffScopes } from './cut-off-scopes.ts';
import { type DeclaringFile, filesInSight, weighDeclared } from './declared.ts';
import { type DocumentWord, type DocumentWords, documentWords, partDocument, typedWords } from './document-words.ts';
import { ShownLines } from './excerpt.ts';
import { expectations } from './expectation.ts';
import { addDiagnostics, addEdits, addKnowledge } from './extras.ts';
import { Items } from './items.ts';
import type { ContextLanguage } from './languages.ts';
import { nearQuery, speaks, withTyped } from './near-query.ts';
import { addOwnLines } from './own-lines.ts';
import { type Hit, type Query, searchChunks } from './search.ts';
import { similarCode } from './similar-code.ts';
import { keywordCase, type SqlPlace, sqlPlaceOf } from './sql/keyword-case.ts';
import { type Schema, schemaFor } from './sql/schema.ts';
import { ddlOf, tableText } from './sql/tables.ts';
import { tablesInSight } from './sql/tables-in-sight.ts';
import { charactersPerToken } from './token-estimate.ts';
import { type Tuning, tuning as tuned } from './tuning.ts';
import { filesDeclaring, receiverAt, typesOf, weighFollowers } from './typed-line.ts';
import type { CollectedContext, CollectRequest } from './types.ts';
import { Without } from './without.ts';
import type { IndexedFile, WorkspaceIndex } from './workspace-index.ts';

/** What is known of a place, whatever is typed on its line. */
interface Place {
  index: WorkspaceIndex;
  tuning: Tuning;
  language: ContextLanguage | undefined;
  words: DocumentWords;
  beside: ReadonlySet<number>;
  view: Without;
  schema: Schema;
  sqlPlace: SqlPlace;
  files: FileWords;
  similar: readonly SimilarFile[];
  declaring: readonly DeclaringFile[];
  /** What those files and the similar ones say; the search adds to it. */
  evidence: Candidates;
  hits: readonly Hit[];
  expected: ReadonlyMap<number, number>;
  /** Names and lines shown already, and the items that show them. */
  covered: Set<number>;
  shown: ShownLines;
  items: Items;
}

/**
 * Collects what helps a model to go on at the cursor. A pure function of the request and of the files in the index. What
 * does not depend on the line being typed comes first and stays the same, byte for byte, until the cursor leaves it.
 */
export function collectContext(
  request: CollectRequest,
  index: WorkspaceIndex,
  tuning: Tuning = tuned,
): CollectedContext {
  const { text } = request.document;
  const { above, before } = partDocument(text, request.offset);
  const split = { ...request.document, prefix: text.slice(0, request.offset), suffix: text.slice(request.offset) };
  const window = windowAround(split, request.window);
  const items = new Items(index, [], request);
  addCutOffScopes(items, request, window.start);
  const place = placeOf(request, index, tuning);
  addTables(place, [before], 0, before, request.budget);
  addOwnLines(place.items, request, place.language, above, before);
  const extras = new Items(index, [], request);
  addEdits(extras, request, path => index.languages.ofPath(path)?.id ?? 'plaintext');
  if (request.diagnostics?.length) addDiagnostics(extras, request, above.split('\n').length);
  const room = request.budget * charactersPerToken - items.characters - extras.characters;
  collectForTypedLine(place, before, room, namesToo(request));
  items.append(place.items);
  items.append(extras);
  return { prefix: window.prefix, suffix: window.suffix, items: items.within(request) };
}

/** The place that was asked for last, for each index: while one types on a line, it stays the same. */
const lastPlaces = new WeakMap<WorkspaceIndex, { key: readonly unknown[]; place: Place }>();

function placeOf(request: CollectRequest, index: WorkspaceIndex, tuning: Tuning): Place {
  const { document, offset, budget, isExcluded, knowledge } = request;
  const parted = partDocument(document.text, offset);
  const { above, below } = parted;
  const key = [index.version, document.path, document.languageId, above, below, budget, tuning, isExcluded, knowledge];
  const last = lastPlaces.get(index);
  if (last?.key.every((part, at) => part === key[at])) return copyOf(last.place);
  const language = index.languages.ofDocument(document);
  const view = new Without(index, document.path);
  const words = documentWords(parted, language, view);
  const declaring = filesInSight(words, language, view);
  const files = new FileWords(index);
  const similar = filesLike(words, view, language?.rules.family);
  const evidence = new Candidates();
  weighSimilarFiles(similar, words, files, evidence);
  weighDeclared(declaring, words, evidence);
  const query = nearQuery(words, index, tuning);
  const hits = searchChunks(query, view, language?.rules.family, tuning.hits);
  const place: Place = {
    index,
    tuning,
    language,
    words,
    beside: besideCursor(words),
    view,
    sqlPlace: sqlPlaceOf(document.languageId, language?.rules.family),
    schema: schemaFor(view, ddlOf(words.lines.join('\n'), language?.rules.family)),
    files,
    similar,
    declaring,
    evidence,
    hits,
    expected: new Map(),
    covered: new Set(),
    shown: new ShownLines(),
    items: new Items(index, declaring, request, language?.rules.broughtIn?.(words.lines, words.cursorLine)),
  };
  place.expected = expect(place, query, hits, []);
  addKnowledge(place.items, request, words);
  const sightStart = Math.max(0, words.cursorLine - sqlLines);
  const sight = words.lines.slice(sightStart, words.cursorLine + sqlLines);
  addTables(place, sight, words.cursorLine - sightStart, '', budget);
  addOwnLines(place.items, request, language, above, '');
  const share = namesToo(request) ? tuning.stableShare : 1;
  const characters = Math.floor(budget * charactersPerToken * share);
  collectForPlace(place, characters - place.items.characters, namesToo(request));
  lastPlaces.set(index, { key, place });
  return copyOf(place);
}

/**
 * Tokens below which only code to go on from is shown, and no lines for the names in them: a small model gains by the one
 * and loses by the other (docs/measurements/context.md).
 */
const leastForNames = 128;

function namesToo({ budget }: CollectRequest): boolean {
  return budget >= leastForNames;
}

/** Lines around the cursor that are read for SQL. */
const sqlLines = 25;
/** Share of the budget that tables may take. */
const tableShare = 0.3;

/** Tables that the lines speak of and that are not shown yet. */
function addTables(place: Place, lines: readonly string[], cursorLine: number, before: string, budget: number): void {
  const { schema } = place;
  let left = budget * charactersPerToken * tableShare - place.items.charactersOf('schema');
  const tables = tablesInSight(lines, cursorLine, before, schema);
  const keywords = tables.length === 0 ? 'upper' : keywordCase(`${before}\n${lines.join('\n')}`, place.sqlPlace);
  for (const { known, reason, score } of tables) {
    const { path, table } = known;
    const text = tableText({ ...table, columns: [...known.columns] }, keywords);
    if (text.length > left || path === place.view.path || place.items.has('schema', path, table.line + 1)) continue;
    left -= text.length + itemCharacters;
    const at = table.line + 1;
    place.items.add({ kind: 'schema', path, language: 'sql', start: at, end: at, text, reason, score });
  }
}

/** What collecting for the typed line adds must not stay. */
function copyOf(place: Place): Place {
  return { ...place, covered: new Set(place.covered), shown: place.shown.copy(), items: place.items.copy() };
}

/** For the place, whatever is typed on its line: code to go on from, and names likely to be needed. */
function collectForPlace(place: Place, characters: number, withNames: boolean): void {
  const { words, index, tuning, files, shown, items, similar, declaring, covered, hits, expected } = place;
  const code = similarCode(
    hits,
    words,
    files,
    index,
    shown,
    Math.floor(characters * (withNames ? tuning.similarShare : 1)),
    tuning.similar,
  );
  for (const { file, lines } of code) cover(place, file, lines);
  if (withNames) {
    const used = code.reduce((sum, { text }) => sum + text.length + itemCharacters, 0);
    const pool = poolOf(hits, similar, declaring);
    items.addRelated(
      coveringLines(pool, expected, covered, files, index, shown, characters - used, tuning.coverage),
      'related',
    );
  }
  for (const found of code) items.addSimilar(found);
}

/** For what is typed on the cursor's line: members of the receiver, and names that follow such words elsewhere. */
function collectForTypedLine(place: Place, before: string, characters: number, withNames: boolean): void {
  const { words, index, tuning, files, shown, items, similar, declaring, covered } = place;
  const typed = typedWords(before, place.language, place.view);
  const { hits, expected } = before.trim() === '' ? place : forTyped(place, typed, before);
  for (const { term } of typed) if (term !== undefined) covered.add(term);
  const receiver = receiverAt(before);
  const types = receiver ? filesDeclaring(typesOf(receiver.name, words.lines), place.view) : [];
  if (types.length > 0) {
    const room = Math.floor((characters - items.characters) * tuning.memberShare);
    const likely = new Map(expected);
    const members = memberPool(types, likely, tuning);
    items.addRelated(coveringLines(members, likely, covered, files, index, shown, room, tuning.coverage), 'member');
  }
  if (!withNames) return;
  const room = characters - items.characters;
  const pool = poolOf(hits, similar, declaring);
  items.addRelated(coveringLines(pool, expected, covered, files, index, shown, room, tuning.coverage), 'related');
}

function forTyped(place: Place, typed: readonly DocumentWord[], before: string): Pick<Place, 'hits' | 'expected'> {
  const { index, tuning, view, words } = place;
  if (typed.length === 0 && !speaks(before)) return place;
  const query = withTyped(nearQuery(words, index, tuning), typed, before, tuning);
  const hits = searchChunks(query, view, place.language?.rules.family, tuning.hits);
  return { hits, expected: expect(place, query, hits, typed) };
}

/** Characters that an item costs beside its text. */
const itemCharacters = 4;

function expect(place: Place, query: Query, hits: readonly Hit[], typed: readonly DocumentWord[]): Map<number, number> {
  const candidates = new Candidates(place.evidence);
  weighHits(hits, place.words, place.files, place.beside, candidates);
  if (typed.length > 0) weighFollowers(hits, typed, place.files, candidates);
  return expectations(candidates, query, place.view, place.tuning.evidence);
}

/** The lines that declare members, each declared name at least as likely as a member is. */
function memberPool(
  files: readonly IndexedFile[],
  expected: Map<number, number>,
  tuning: Tuning,
): Map<IndexedFile, Lines> {
  for (const file of files) {
    for (const { term, kind } of file.definitions) {
      if (kind !== 'type') expected.set(term, Math.max(expected.get(term) ?? 0, tuning.memberExpected));
    }
  }
  return new Map(files.map(file => [file, 'definitions' as const]));
}

function cover(place: Place, file: IndexedFile, lines: readonly number[]): void {
  const words = place.files.of(file);
  for (const line of lines) {
    for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) place.covered.add(words.values[at]!);
  }
}
