import { join } from 'node:path';
import { catalog } from './catalog.ts';
import { inCache, modelFolder } from './ensure.ts';
import { megabytes } from './failure.ts';
import { sourceName } from './fetch.ts';

/** What `model list` prints: the built-in list, each with its sources and its state on this machine. */
export async function listModels(env: NodeJS.ProcessEnv): Promise<{ line: string; value: object }[]> {
  return Promise.all(
    catalog.map(async model => {
      const path = join(modelFolder(env), model.file);
      const state = await inCache(model, path);
      const { id, name, file, bytes, sha256, licence, template, contextTokens } = model;
      const sources = model.sources.map(sourceName);
      const words = { right: `verified, ${path}`, damaged: `damaged, ${path}`, absent: 'not here yet' }[state];
      const line = [
        `${id}  ${name}, ${megabytes(bytes)}, ${licence}`,
        `  state      ${words}`,
        `  SHA-256    ${sha256}`,
        `  template   ${template}, ${contextTokens} tokens`,
        ...sources.map((source, index) => `  ${`source ${index + 1}`.padEnd(9)}  ${source}`),
        '',
      ].join('\n');
      return { line, value: { id, name, file, bytes, sha256, licence, template, contextTokens, sources, state, path } };
    }),
  );
}
