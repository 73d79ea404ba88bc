import type { Finding } from '../redaction/redaction.ts';
import type { RedactionCount } from '../wire/completion.ts';

/** How many places of each class were replaced, in the order of the classes' names. */
export function countByClass(findings: readonly Finding[]): RedactionCount[] {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(finding.class, (counts.get(finding.class) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => ({ class: name, count }));
}
