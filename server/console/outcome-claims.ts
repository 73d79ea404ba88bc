import type { Database } from '../../telemetry/store/database.ts';
import type { TelemetryStore } from '../../telemetry/store/store.ts';
import { keyOf, type OutcomeDraft } from './outcome-drafts.ts';

/**
 * Several consoles share one telemetry store, and each has an audit log of its own: which of them records an update of a
 * suggestion is agreed upon in the store, so that it stands in one log, once. Whoever claims it first records it; whoever
 * has recorded it says so; a claim that nobody fulfils passes to the next who is asked.
 */
export interface OutcomeClaims {
  claim(drafts: readonly OutcomeDraft[]): Promise<{
    /** Those that this console is to record. */
    mine: Claimed[];
    /** Whether another console is about to record some of the others. */
    pending: boolean;
  }>;
  /** Says that they are recorded. */
  fulfil(drafts: readonly OutcomeDraft[]): Promise<void>;
}

export interface Claimed {
  draft: OutcomeDraft;
  /** True where this console had claimed it before: its own log knows whether it has recorded it. */
  again: boolean;
}

const limits = {
  /** Milliseconds after which a console that has not recorded what it claimed is taken for dead: far beyond any request. */
  takeOver: 120_000,
  /** Milliseconds that claims are kept: an outbox drops what it could not deliver in much less. */
  kept: 90 * 86_400_000,
  /** Milliseconds between two times that old ones are dropped. */
  sweep: 3_600_000,
} as const;

const columns = [
  { name: 'suggestion_id', type: 'uuid' },
  { name: 'seq', type: 'bigint' },
  { name: 'state', type: 'text' },
] as const;

const asked = `outcome_claim JOIN claim_asked USING (suggestion_id, seq, state)`;

/** @param instance this console's name among those that share the store. */
export async function openOutcomeClaims(
  database: Database,
  instance: string,
  now: () => number,
): Promise<OutcomeClaims> {
  await database.write(transaction =>
    transaction.query(`CREATE TABLE IF NOT EXISTS outcome_claim (suggestion_id uuid, seq bigint, state text,
      instance text NOT NULL, claimed_at bigint NOT NULL, fulfilled boolean NOT NULL,
      PRIMARY KEY (suggestion_id, seq, state))`),
  );
  let swept = Number.NEGATIVE_INFINITY;

  type Query = TelemetryStore['query'];
  const withAsked = <T>(drafts: readonly OutcomeDraft[], work: (query: Query) => Promise<T>): Promise<T> =>
    database.write(async transaction => {
      const list = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
      await transaction.query(`CREATE TEMPORARY TABLE IF NOT EXISTS claim_asked (${list})`);
      await transaction.query('DELETE FROM claim_asked');
      const unique = new Map(drafts.map(draft => [keyOf(draft), draft]));
      const rows = [...unique.values()].map(({ suggestion_id, seq, state }) => [suggestion_id, seq, state]);
      await transaction.load('claim_asked', columns, rows);
      return work(transaction.query);
    });

  return {
    async claim(drafts) {
      const at = now();
      if (at - swept > limits.sweep) {
        swept = at;
        await database.write(transaction =>
          transaction.query('DELETE FROM outcome_claim WHERE claimed_at < $1', [at - limits.kept]),
        );
      }
      const found = await withAsked(drafts, async query => {
        const before = await query(`SELECT suggestion_id, seq, state, instance, claimed_at, fulfilled FROM ${asked}`);
        await query(
          `UPDATE outcome_claim SET instance = $1, claimed_at = $2 WHERE NOT fulfilled AND instance <> $1
           AND claimed_at < $3 AND (suggestion_id, seq, state) IN (SELECT suggestion_id, seq, state FROM claim_asked)`,
          [instance, at, at - limits.takeOver],
        );
        await query(
          `INSERT INTO outcome_claim (suggestion_id, seq, state, instance, claimed_at, fulfilled)
           SELECT suggestion_id, seq, state, $1, CAST($2 AS bigint), false FROM claim_asked ON CONFLICT DO NOTHING`,
          [instance, at],
        );
        return new Map(before.map(row => [`${row.suggestion_id} ${row.seq} ${row.state}`, row]));
      });
      const mine: Claimed[] = [];
      let pending = false;
      for (const draft of drafts) {
        const known = found.get(keyOf(draft));
        if (known?.fulfilled === true) continue;
        const another = known !== undefined && known.instance !== instance;
        if (another && Number(known.claimed_at) >= at - limits.takeOver) pending = true;
        else mine.push({ draft, again: known !== undefined && !another });
      }
      return { mine, pending };
    },
    fulfil: drafts =>
      withAsked(drafts, async query => {
        await query(
          `UPDATE outcome_claim SET fulfilled = true
           WHERE (suggestion_id, seq, state) IN (SELECT suggestion_id, seq, state FROM claim_asked)`,
        );
      }),
  };
}
