import type { Finding } from './checks.ts';

/** @param days whole ones, from 0. */
export function inDays(days: number): string {
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
}

const limits = {
  /** Days before its end at which a certificate is spoken of. */
  soon: 30,
  /** Milliseconds. */
  day: 86_400_000,
} as const;

/** @param end of a certificate, and @param now: milliseconds since 1970. @returns nothing while there is time. */
export function endFinding(check: string, end: number, mend: string, now: () => number): Finding[] {
  const days = Math.floor((end - now()) / limits.day);
  if (days >= limits.soon) return [];
  return days < 0
    ? [{ check, state: 'failed', says: `expired on ${new Date(end).toISOString().slice(0, 10)}`, mend }]
    : [{ check, state: 'warning', says: `expires ${inDays(days)}`, mend }];
}
