import type { Result } from '../engine/result.ts';

/** What happened, in a few lines for a terminal. */
export function describeTrace(result: Result): string {
  const { trace } = result;
  const { head } = trace;
  const lines = [outcome(result)];
  if (head) lines.push(`model ${head.model} (${head.tier}), policy ${head.policy_version}, audit ${head.audit_id}`);
  if (head && head.redactions.length > 0) {
    lines.push(`redacted: ${head.redactions.map(one => `${one.count} × ${one.class}`).join(', ')}`);
  }
  if (head && 'blocked' in head) lines.push(`what followed was not let through: ${head.blocked}`);
  if (trace.stages.length > 0) {
    lines.push(trace.stages.map(({ name, from, to }) => `${name} ${(to - from).toFixed(1)} ms`).join(' · '));
  }
  if (trace.firstTextMs !== null) lines.push(`first text after ${trace.firstTextMs} ms`);
  return `${lines.map(line => `# ${line}`).join('\n')}\n`;
}

function outcome(result: Result): string {
  const shaped = result.trace.reasons.length > 0 ? ` (${result.trace.reasons.join(', ')})` : '';
  switch (result.kind) {
    case 'offered':
      return `offered, from ${result.suggestion.source}${shaped}`;
    case 'nothing':
      return `nothing: ${result.reason}${shaped}`;
    case 'cancelled':
      return `cancelled: ${result.reason}`;
    case 'failed':
      return `failed: ${result.reason}`;
  }
}
