/** What somebody else's program has said, for a terminal: short, and without anything that a terminal obeys. */
export function printable(said: unknown): string {
  return String(said)
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, '?');
}
