import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora');

export interface SourceFile {
  repository: string;
  path: string;
  text: string;
}

/** The files of the repositories in `../shared/corpora`; undefined where the corpora are absent. */
export function readRepositories(wanted: (path: string) => boolean): SourceFile[] | undefined {
  let archives: string[];
  try {
    archives = readdirSync(join(folder, 'repositories')).filter(name => name.endsWith('.tar.gz'));
  } catch {
    return undefined;
  }
  return archives.sort().flatMap(archive =>
    untar(gunzipSync(readFileSync(join(folder, 'repositories', archive))))
      .filter(({ path }) => wanted(path))
      .map(entry => ({ repository: basename(archive, '.tar.gz'), ...entry })),
  );
}

const block = 512;

/** The regular files of a tar archive (ustar, with long names of GNU tar and pax). */
export function untar(tar: Buffer): { path: string; text: string }[] {
  const files: { path: string; text: string }[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const field = (from: number, length: number): string =>
      tar.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12).trim() || '0', 8);
    const type = field(156, 1);
    const body = tar.subarray(at + block, at + block + size);
    if (type === 'L') longName = body.toString('utf8').replace(/\0.*$/s, '');
    else if (type === 'x') longName = /\d+ path=(.*)\n/.exec(body.toString('utf8'))?.[1] ?? longName;
    else {
      const prefix = field(345, 155);
      const path = longName ?? (prefix ? `${prefix}/${field(0, 100)}` : field(0, 100));
      if (type === '0' || type === '') files.push({ path, text: body.toString('utf8').replace(/\r\n?/g, '\n') });
      longName = undefined;
    }
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}
