import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Config } from '../config/schema.ts';
import { connectionTo } from '../telemetry/open-store.ts';
import type { EgressListener } from '../upstream/egress.ts';
import type { Shared } from './shared.ts';

/**
 * What gateways share through PostgreSQL: how much each person and team has used (a table), and which documents have a newer
 * request (LISTEN and NOTIFY). No request waits for it, and while the database is away each gateway counts by itself.
 */

export interface SharedOptions {
  config: Pick<Config, 'shared' | 'egress'>;
  env: NodeJS.ProcessEnv;
  listener: EgressListener;
  /** A request for this document came elsewhere at this time (milliseconds since 1970). */
  onSuperseded(document: string, at: number): void;
  onState(state: 'up' | 'away'): void;
  /** Milliseconds since 1970. */
  clock(): number;
}

const times = {
  /** Milliseconds between two exchanges of what was counted. */
  exchange: 500,
  /** Milliseconds for which supersessions are gathered into one message. */
  gather: 2,
  /** Milliseconds until a connection that broke is tried again. */
  again: 1_000,
  minute: 60_000,
  day: 86_400_000,
} as const;

/** Documents in one message: PostgreSQL takes 8,000 bytes of payload. */
const mostDocuments = 100;
const channel = 'intramural_superseded';

const tables = `
  CREATE TABLE IF NOT EXISTS intramural_usage (
    key text NOT NULL, what text NOT NULL, span bigint NOT NULL, gateway text NOT NULL, used bigint NOT NULL,
    PRIMARY KEY (what, span, key, gateway))`;

/** Null where nothing is shared. @throws {CommandError} where the configuration can't be used. */
export function openShared(options: SharedOptions): Shared | null {
  const { postgresql } = options.config.shared ?? {};
  if (postgresql === undefined) return null;
  const { listener, clock } = options;
  const connection = connectionTo({
    postgresql,
    allow: options.config.egress.allow,
    env: options.env,
    egress: (what, { address, port }) => {
      const { host } = postgresql;
      if (what === 'refused') {
        listener.refused({ host, port, ...(address === undefined ? {} : { address }) }, 'address_not_allowed');
      } else if (address !== undefined) dialled(host, port, address);
    },
  });
  const known = new Set<string>();
  const dialled = (host: string, port: number, address: string) => {
    if (known.has(address)) return;
    known.add(address);
    listener.dialled({ host, port, address });
  };

  const gateway = randomUUID();
  const pool = new pg.Pool({ ...connection, max: 2 });
  // A connection that breaks while nobody uses it.
  pool.on('error', () => undefined);
  /** What this gateway has counted and not told yet, and what the others have told; by key, what and span. */
  const own = new Map<string, { key: string; what: string; span: number; used: number; told: number }>();
  let others = new Map<string, number>();
  let up: boolean | null = null;
  let closed = false;
  let madeTables = false;
  let cleanedAt = 0;

  const nameOf = (key: string, what: string, span: number) => `${what} ${span} ${key}`;
  const digests = new Map<string, string>();
  /** Names of people stay in the gateways. */
  const digest = (key: string): string => {
    let known = digests.get(key);
    if (known === undefined) {
      if (digests.size > 50_000) digests.clear();
      known = createHash('sha256').update(`intramural usage ${key}`).digest('base64url');
      digests.set(key, known);
    }
    return known;
  };
  const state = (now: boolean) => {
    if (closed || up === now) return;
    up = now;
    options.onState(now ? 'up' : 'away');
  };

  const exchange = async (): Promise<void> => {
    const [minute, day] = [Math.floor(clock() / times.minute) - 1, Math.floor(clock() / times.day)];
    if (!madeTables) await pool.query(tables).catch(ignoreRace);
    madeTables = true;
    const rows = [...own.values()].filter(({ used, told }) => used > told);
    const counts = rows.map(({ used }) => used);
    if (rows.length > 0) {
      await pool.query(
        `INSERT INTO intramural_usage (key, what, span, gateway, used)
         SELECT key, what, span, $5, used FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS t(key, what, span, used)
         ON CONFLICT (what, span, key, gateway) DO UPDATE SET used = EXCLUDED.used`,
        [rows.map(({ key }) => key), rows.map(({ what }) => what), rows.map(({ span }) => span), counts, gateway],
      );
      for (const [index, row] of rows.entries()) row.told = counts[index]!;
    }
    const told = await pool.query<{ key: string; what: string; span: string; used: string }>(
      `SELECT key, what, span, sum(used) AS used FROM intramural_usage
       WHERE gateway <> $1 AND ((what = 'requests' AND span >= $2) OR (what = 'tokens' AND span >= $3))
       GROUP BY key, what, span`,
      [gateway, minute, day],
    );
    others = new Map(told.rows.map(({ key, what, span, used }) => [nameOf(key, what, Number(span)), Number(used)]));
    for (const [name, { what, span }] of own) if (span < (what === 'requests' ? minute : day)) own.delete(name);
    if (clock() - cleanedAt > times.day / 24) {
      cleanedAt = clock();
      await pool.query(
        "DELETE FROM intramural_usage WHERE (what = 'requests' AND span < $1) OR (what = 'tokens' AND span < $2)",
        [minute, day - 1],
      );
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let exchanging: Promise<void> = Promise.resolve();
  const exchangeAndAgain = () => {
    exchanging = exchange()
      .then(
        () => state(true),
        () => state(false),
      )
      .finally(() => {
        if (!closed) timer = setTimeout(exchangeAndAgain, times.exchange).unref();
      });
  };
  exchangeAndAgain();

  let hearing: pg.Client | null = null;
  const listen = async (): Promise<void> => {
    if (closed) return;
    const client = new pg.Client(connection);
    hearing = client;
    const again = () => {
      client.removeAllListeners('end');
      if (hearing === client && !closed) setTimeout(() => void listen(), times.again).unref();
    };
    client.on('error', () => undefined);
    client.once('end', again);
    client.on('notification', ({ payload = '' }) => {
      const [from, ...documents] = payload.split(' ');
      if (from === gateway) return;
      for (const [document = '', at] of documents.map(one => one.split('@')))
        options.onSuperseded(document, Number(at));
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch {
      await client.end().catch(() => undefined);
      again();
    }
  };
  void listen();

  const gathered = new Map<string, number>();
  let telling: NodeJS.Timeout | undefined;
  const tell = () => {
    telling = undefined;
    const documents = [...gathered].map(([document, at]) => `${document}@${at}`);
    gathered.clear();
    for (let from = 0; from < documents.length; from += mostDocuments) {
      const payload = [gateway, ...documents.slice(from, from + mostDocuments)].join(' ');
      // Late is worthless: what can't be told now is not told.
      pool.query('SELECT pg_notify($1, $2)', [channel, payload]).catch(() => undefined);
    }
  };

  return {
    others: (key, what, span) => others.get(nameOf(digest(key), what, span)) ?? 0,
    count: (plain, what, span, by) => {
      const key = digest(plain);
      const name = nameOf(key, what, span);
      const row = own.get(name);
      if (row === undefined) own.set(name, { key, what, span, used: by, told: 0 });
      else row.used += by;
    },
    supersede: (document, at) => {
      if (up !== true) return;
      gathered.set(document, at);
      telling ??= setTimeout(tell, times.gather);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(telling);
      await exchanging;
      // What was counted last is told, so that a restart gives nobody a fresh quota.
      await exchange().catch(() => undefined);
      await hearing?.end().catch(() => undefined);
      await pool.end().catch(() => undefined);
    },
  };
}

/** Two gateways that start at once make the table at once; PostgreSQL lets one of them fail. */
function ignoreRace(error: { code?: string }): void {
  if (error.code !== '23505' && error.code !== '42P07') throw error;
}
