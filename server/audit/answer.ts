/** Answers of other machines: read within bounds, whatever they send. */

/** As `fetch`; in the proxy the one that obeys the egress law. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** @throws RangeError beyond `mostBytes`. */
export async function boundedText(response: Response, mostBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends text, and waits for the receiver's yes. @throws for every other answer. */
export async function post(
  fetch: Fetch,
  url: string,
  contentType: string,
  body: string,
  timeoutMs: number,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await boundedText(response, 65_536);
  if (!response.ok) throw new Error(`status ${response.status}`);
}
