import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const readSize = 1 << 20;

/** SHA-256 of a file, in lower-case hexadecimal. @throws the file system's error where it can't be read. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: readSize, signal })) hash.update(chunk);
  return hash.digest('hex');
}
