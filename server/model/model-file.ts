import { basename } from 'node:path';
import type { TemplateName } from '../templates/names.ts';
import { type CatalogModel, catalog } from './catalog.ts';
import { type GgufHeader, readGguf } from './gguf.ts';
import { templateOf } from './template.ts';

/** A model that lies on this machine, whole. */
export interface ModelFile {
  path: string;
  id: string;
  name: string;
  sha256: string;
  bytes: number;
  template: TemplateName;
  /** Tokens that the model was trained to see at once. */
  contextTokens: number;
  /** Whether its hash was known beforehand: from our own list or from `INTRAMURAL_MODEL_SHA256`. */
  pinned: boolean;
  /** Where it came from, for people. */
  source: string;
}

/** For files that do not say how much their model was trained to see. */
const assumedContextTokens = 2048;

export function modelOfCatalog(model: CatalogModel, path: string, source: string): ModelFile {
  const { id, name, sha256, bytes, template, contextTokens } = model;
  return { path, id, name, sha256, bytes, template, contextTokens, pinned: true, source };
}

/** A file that the bank gave: one of our list is known by its hash, any other says what it is. */
export async function modelOfFile(
  file: { path: string; sha256: string; bytes: number; pinned: boolean; source: string },
  known: readonly CatalogModel[] = catalog,
  read: (path: string) => Promise<GgufHeader> = readGguf,
): Promise<ModelFile> {
  const listed = known.find(({ sha256 }) => sha256 === file.sha256);
  if (listed) return modelOfCatalog(listed, file.path, file.source);
  const header = await read(file.path);
  const id = basename(file.path)
    .replace(/\.gguf$/i, '')
    .toLowerCase();
  return {
    ...file,
    id,
    name: header.name ?? id,
    template: templateOf(header),
    contextTokens: header.contextTokens ?? assumedContextTokens,
  };
}
