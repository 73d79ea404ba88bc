/**
 * Paths in a workspace of several folders: relative to their folder, and behind the folder's name in all but the first, so
 * that two files of the same path in two folders are two. In a workspace of one folder nothing stands before them.
 */

/** What stands before the paths of a folder: empty, or its name with `/`. Folders of one name are numbered. */
export function folderPrefix(folders: readonly { name: string }[], at: number): string {
  if (at <= 0) return '';
  const nameOf = ({ name }: { name: string }): string => name.replace(/[\\/]/g, '-');
  const name = nameOf(folders[at]!);
  const same = folders.slice(1, at).filter(folder => nameOf(folder) === name).length;
  return `${name}${same === 0 ? '' : `~${same + 1}`}/`;
}

/** Where a path may lead: a folder, and the path in it; the folder that its beginning names first. */
export function placesOfPath(path: string, folders: readonly { name: string }[]): { at: number; relative: string }[] {
  return folders
    .map((_, at) => ({ at, prefix: folderPrefix(folders, at) }))
    .filter(({ prefix }) => path.startsWith(prefix))
    .map(({ at, prefix }) => ({ at, relative: path.slice(prefix.length) }))
    .sort((a, b) => a.relative.length - b.relative.length || a.at - b.at);
}
