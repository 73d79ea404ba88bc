/** Files of a tar archive (ustar, with GNU and PAX long names left aside): just enough for the corpora. */
export function* readTar(archive: Buffer): Generator<{ path: string; content: Buffer }> {
  let at = 0;
  while (at + 512 <= archive.length) {
    const header = archive.subarray(at, at + 512);
    if (header[0] === 0) return;
    const text = (from: number, length: number) =>
      header
        .subarray(from, from + length)
        .toString('latin1')
        .split('\0')[0]!;
    const size = Number.parseInt(text(124, 12), 8);
    const path = [text(345, 155), text(0, 100)].filter(part => part !== '').join('/');
    const kind = text(156, 1);
    if (kind === '' || kind === '0') yield { path, content: archive.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
