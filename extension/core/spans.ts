/** Parts of a document that are followed through its changes. UTF-16 units; in order, apart from one another. */
export interface Span {
  start: number;
  end: number;
}

/** `removed` units at `offset` gave way to `inserted` others. */
export interface TextEdit {
  offset: number;
  removed: number;
  inserted: number;
}

/** What is left of the spans, where it stands now. What came in between two halves of a span belongs to neither. */
export function afterEdit(spans: readonly Span[], { offset, removed, inserted }: TextEdit): Span[] {
  const until = offset + removed;
  const moved = inserted - removed;
  return spans.flatMap(({ start, end }) => [
    ...(start < offset ? [{ start, end: Math.min(end, offset) }] : []),
    ...(end > until ? [{ start: Math.max(start, until) + moved, end: end + moved }] : []),
  ]);
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}
