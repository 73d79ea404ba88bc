import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds between two looks. */
const lookEvery = 1_000;

/** Tells the bytes of all files under the folder, again and again, until the returned function is called. */
export function watchFolderSize(folder: string, tell: (bytes: number) => void): () => Promise<void> {
  let watching = true;
  let wake = () => {};
  const done = (async () => {
    while (watching) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, lookEvery);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (watching) tell(await size(folder));
    }
  })();
  return () => {
    watching = false;
    wake();
    return done;
  };
}

/** Bytes of all files under the folder. Files come and go while npm works: those that are gone count nothing. */
async function size(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return size(path);
      return entry.isFile()
        ? stat(path).then(
            found => found.size,
            () => 0,
          )
        : 0;
    }),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
