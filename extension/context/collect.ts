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
import { type DeclaringFile, filesInSight, weighDeclared } from './declared.ts';
import { type DocumentWords, documentWords } from './document-words.ts';
import { ShownLines } from './excerpt.ts';
import { expectations } from './expectation.ts';
import { Items } from './items.ts';
import { nearQuery, withTyped } from './near-query.ts';
import { type Query, searchChunks, Without } from './search.ts';
import { similarCode } from './similar-code.ts';
import { charactersPerToken } from './token-estimate.ts';
import { type Tuning, tuning as tuned } from './tuning.ts';
import { filesDeclaring, receiverAt, typesOf, weighFollowers } from './typed-line.ts';
import type { CollectedContext, CollectRequest } from './types.ts';
import type { IndexedFile, WorkspaceIndex } from './workspace-index.ts';

/** All that the steps of one collection share. */
interface Collection {
  index: WorkspaceIndex;
  tuning: Tuning;
  words: DocumentWords;
  view: Without;
  family: string | undefined;
  files: FileWords;
  similar: readonly SimilarFile[];
  declaring: readonly DeclaringFile[];
  /** Names shown already, by terms. */
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
  const { document, offset } = request;
  const language = index.languages.ofDocument(document);
  const words = documentWords(document.text, offset, language, index);
  const view = new Without(index, document.path);
  const family = language?.rules.family;
  const declaring = filesInSight(words, language, document.path, index);
  const collection: Collection = {
    index,
    tuning,
    words,
    view,
    family,
    files: new FileWords(index),
    similar: filesLike(words, view, family),
    declaring,
    covered: new Set(),
    shown: new ShownLines(),
    items: new Items(request, index, declaring),
  };
  const characters = request.budget * charactersPerToken;
  collectForPlace(collection, Math.floor(characters * tuning.stableShare));
  collectForTypedLine(collection, characters);
  const place = { prefix: document.text.slice(0, offset), suffix: document.text.slice(offset), ...document };
  const { prefix, suffix } = windowAround(place, request.window);
  return { prefix, suffix, items: collection.items.withinBudget() };
}

/** For the place, whatever is typed on its line: code to go on from, and names likely to be needed. */
function collectForPlace(collection: Collection, characters: number): void {
  const { words, index, tuning, files, shown, items, similar } = collection;
  const query = nearQuery(words, index, tuning);
  const hits = searchChunks(query, collection.view, collection.family, tuning.hits);
  const expected = expect(collection, query, hits);
  const share = Math.floor(characters * tuning.similarShare);
  const code = similarCode(hits, words, files, index, shown, share, tuning.similar);
  for (const { file, lines } of code) cover(collection, file, lines);
  const used = code.reduce((sum, { text }) => sum + text.length + itemCharacters, 0);
  const pool = poolOf(hits, similar, collection.declaring);
  const related = coveringLines(
    pool,
    expected,
    collection.covered,
    files,
    index,
    shown,
    characters - used,
    tuning.coverage,
  );
  items.addRelated(related, 'related');
  for (const found of code) items.addSimilar(found);
}

/** For what is typed on the cursor's line: members of the receiver, and names that follow such words elsewhere. */
function collectForTypedLine(collection: Collection, characters: number): void {
  const { words, index, tuning, files, shown, items, similar, covered } = collection;
  const query = withTyped(nearQuery(words, index, tuning), words, tuning);
  const hits = searchChunks(query, collection.view, collection.family, tuning.hits);
  const expected = expect(collection, query, hits);
  for (const { term } of words.typed) if (term !== undefined) covered.add(term);
  const receiver = receiverAt(words.before);
  const types = receiver
    ? filesDeclaring(typesOf(receiver.name, words.lines), index, collection.view.file?.path ?? '')
    : [];
  if (types.length > 0) {
    const members = memberPool(types, expected, tuning);
    const room = Math.floor((characters - items.characters) * tuning.memberShare);
    items.addRelated(coveringLines(members, expected, covered, files, index, shown, room, tuning.coverage), 'member');
  }
  const pool = poolOf(hits, similar, collection.declaring);
  const room = characters - items.characters;
  items.addRelated(coveringLines(pool, expected, covered, files, index, shown, room, tuning.coverage), 'related');
}

/** Characters that an item costs beside its text. */
const itemCharacters = 4;

function expect(collection: Collection, query: Query, hits: ReturnType<typeof searchChunks>): Map<number, number> {
  const candidates = new Candidates();
  weighHits(hits, collection.words, collection.files, besideCursor(collection.words), candidates);
  weighSimilarFiles(collection.similar, collection.words, collection.files, candidates);
  weighDeclared(collection.declaring, collection.words, candidates);
  if (query.typed) weighFollowers(hits, collection.words, collection.files, candidates);
  return expectations(candidates, query, collection.view, collection.tuning.evidence);
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

function cover(collection: Collection, file: IndexedFile, lines: readonly number[]): void {
  const words = collection.files.of(file);
  for (const line of lines) {
    for (let at = words.starts[line]!; at < words.starts[line + 1]!; at++) collection.covered.add(words.values[at]!);
  }
}
