import type { Database, Row } from '../../../telemetry/store/database.ts';
import { dayOf, parsePersonal, personalDays } from '../personal.ts';
import { AuditReader } from '../read.ts';
import type { AuditRecord } from '../records.ts';
import { readIfThere } from '../tree-files.ts';
import { type AuditFilters, conditionOf } from './filters.ts';
import {
  addRows,
  egressColumns,
  findingColumns,
  indexVersion,
  lineColumns,
  noRows,
  outcomeColumns,
  rowTables,
  tables,
} from './rows.ts';

/**
 * Searching audit logs: an index of what one can filter by, beside the logs and made from them. It is no evidence: a record
 * that is shown is read from its log. Lost, it is made again.
 */

/** Records taken into the index in one transaction. */
const batchRecords = 10_000;

/**
 * Shares of the time asked for in which a page is looked for, newest first: what is common is found in the first, and only
 * what is rare costs a look at everything.
 */
const windows = [1 / 256, 1 / 16, 1];

/** A clock that was smoothed over may lie that much before the time in an id (milliseconds). */
const clockToleranceMs = 2_000;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function positionOf(row: Row): Position {
  return { time: Number(row.time), writer: String(row.writer), index: Number(row.idx) };
}

/** Milliseconds since 1970, out of a UUIDv7. */
function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

export interface SearchedLog {
  /** `gateway` or `console`. */
  writer: string;
  directory: string;
}

/** Where a hit stands: the newest first, and among equal times by log and number. */
export interface Position {
  time: number;
  writer: string;
  index: number;
}

export interface SearchPage {
  hits: Position[];
  /** Hand in as `before` for the next, older page; null after the last. */
  next: Position | null;
}

export interface RuleCount {
  rule: string;
  class: string;
  findings: number;
  /** Findings that an allow list let stand. */
  allowed: number;
  inferences: number;
}

export interface EgressLine {
  host: string | null;
  address: string | null;
  port: number | null;
  purpose: string;
  refused: boolean;
  reason: string | null;
  count: number;
  first: number;
  last: number;
}

export class AuditSearch {
  readonly #database: Database;
  readonly #logs: { writer: string; directory: string; reader: AuditReader }[];
  /** For each log, the number before which nothing is indexed any more. */
  readonly #forgotten = new Map<string, number>();
  #refreshing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #stopped = false;

  private constructor(database: Database, logs: SearchedLog[]) {
    this.#database = database;
    this.#logs = logs.map(log => ({ ...log, reader: new AuditReader(log.directory) }));
  }

  static async open(database: Database, logs: SearchedLog[]): Promise<AuditSearch> {
    await database.write(async transaction => {
      await transaction.query('CREATE TABLE IF NOT EXISTS audit_index (version INTEGER)');
      const [row] = await transaction.query('SELECT max(version) AS version FROM audit_index');
      if (row?.version !== indexVersion) {
        for (const table of [...rowTables, 'audit_cursor']) await transaction.query(`DROP TABLE IF EXISTS ${table}`);
        await transaction.query('DELETE FROM audit_index');
        await transaction.query('INSERT INTO audit_index VALUES ($1)', [indexVersion]);
      }
      for (const table of tables) await transaction.query(table);
    });
    return new AuditSearch(database, logs);
  }

  /** Ends what refreshing is under way after the batch at hand; nothing is taken in any more. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Takes in what was recorded before the call, and lets go of what retention deleted. Whoever calls while one refresh is
   * under way shares the next.
   */
  refresh(): Promise<void> {
    this.#next ??= this.#refreshing.then(() => {
      this.#next = null;
      const refreshed = this.#refreshLogs();
      this.#refreshing = refreshed.catch(() => undefined);
      return refreshed;
    });
    return this.#next;
  }

  async #refreshLogs(): Promise<void> {
    for (const log of this.#logs) await this.#refreshLog(log.writer, log.reader);
  }

  async #refreshLog(writer: string, reader: AuditReader): Promise<void> {
    const size = await reader.refresh();
    const [cursor] = await this.#database.query('SELECT next FROM audit_cursor WHERE writer = $1', [writer]);
    const reached = Number(cursor?.next ?? 0);
    // A log that is shorter than what was indexed is another log, begun in its place.
    if (reached > size) await this.#forget(writer);
    let next = Math.max(reached > size ? 0 : reached, reader.oldest);
    while (next < size && !this.#stopped) {
      const entries = await reader.entries(next, Math.min(size, next + batchRecords));
      if (entries.length === 0) break;
      const rows = noRows();
      for (const entry of entries) addRows(rows, writer, JSON.parse(entry.toString()) as AuditRecord);
      next += entries.length;
      const after = next;
      await this.#database.write(async transaction => {
        await transaction.load('audit_line', lineColumns, rows.lines);
        await transaction.load('audit_finding', findingColumns, rows.findings);
        await transaction.load('audit_egress', egressColumns, rows.egress);
        await transaction.load('audit_outcome', outcomeColumns, rows.outcomes);
        await transaction.query('DELETE FROM audit_cursor WHERE writer = $1', [writer]);
        await transaction.query('INSERT INTO audit_cursor VALUES ($1, $2)', [writer, after]);
      });
    }
    await this.#forget(writer, reader.oldest);
  }

  /** Lets go of the rows of records before `oldest`; of all of them, and of the cursor, where it is absent. */
  async #forget(writer: string, oldest?: number): Promise<void> {
    if (oldest !== undefined && oldest <= (this.#forgotten.get(writer) ?? 0)) return;
    await this.#database.write(async transaction => {
      for (const table of rowTables) {
        const older = oldest === undefined ? '' : ' AND idx < $2';
        const parameters = oldest === undefined ? [writer] : [writer, oldest];
        await transaction.query(`DELETE FROM ${table} WHERE writer = $1${older}`, parameters);
      }
      if (oldest === undefined) await transaction.query('DELETE FROM audit_cursor WHERE writer = $1', [writer]);
    });
    this.#forgotten.set(writer, oldest ?? 0);
  }

  /** Records in the logs, and how many of them the index has yet to take in. */
  async state(): Promise<{ size: number; behind: number }> {
    const rows = await this.#database.query('SELECT writer, next FROM audit_cursor');
    const next = new Map(rows.map(row => [String(row.writer), Number(row.next)]));
    const sizes = await Promise.all(this.#logs.map(({ reader }) => reader.refresh()));
    const behind = this.#logs.map(({ writer }, at) => Math.max(0, sizes[at]! - (next.get(writer) ?? 0)));
    return { size: sum(sizes), behind: sum(behind) };
  }

  /** One page of hits, newest first: inferences (their start) where a filter asks for one, else records. */
  async find(filters: AuditFilters, limit: number, before?: Position): Promise<SearchPage> {
    const [range] = await this.#database.query('SELECT min(time) AS oldest, max(time) AS newest FROM audit_line');
    const oldest = Math.max(filters.from ?? 0, Number(range!.oldest ?? 0));
    const newest = Math.min(filters.to ?? Number.MAX_SAFE_INTEGER, before?.time ?? Number(range!.newest ?? 0));
    for (const share of windows) {
      const from = Math.floor(newest - (newest - oldest) * share);
      const rows = await this.#newest({ ...filters, from, to: newest }, limit + 1, before);
      if (rows.length <= limit && share < 1) continue;
      const hits = rows.slice(0, limit);
      return { hits, next: rows.length > limit ? hits.at(-1)! : null };
    }
    return { hits: [], next: null };
  }

  async #newest(filters: AuditFilters, limit: number, before?: Position): Promise<Position[]> {
    const { sql, parameters } = conditionOf(filters);
    const bind = (value: string | number) => `$${parameters.push(value)}`;
    const older = before
      ? ` AND (time < ${bind(before.time)} OR (time = ${bind(before.time)} AND (writer, idx) < (${bind(before.writer)}, ${bind(before.index)})))`
      : '';
    const rows = await this.#database.query(
      `SELECT time, writer, idx FROM audit_line WHERE ${sql}${older}
       ORDER BY time DESC, writer DESC, idx DESC LIMIT ${bind(limit)}`,
      parameters,
    );
    return rows.map(positionOf);
  }

  /** The record at a position, from its log; null where it is no longer there. */
  async record({ writer, index }: Position): Promise<AuditRecord | null> {
    const log = this.#logs.find(known => known.writer === writer);
    return log ? log.reader.record(index) : null;
  }

  /** Every record of these inferences in all logs, oldest first. */
  async lives(auditIds: readonly string[]): Promise<(Position & { auditId: string })[]> {
    if (auditIds.length === 0) return [];
    // Nothing is recorded of an inference before its id was made; the blocks of older rows are passed over.
    const from = Math.min(...auditIds.map(timeOf)) - clockToleranceMs;
    const rows = await this.#database.query(
      `SELECT audit_id, time, writer, idx FROM audit_line
       WHERE audit_id IN (${auditIds.map((_, at) => `CAST($${at + 2} AS uuid)`).join(', ')}) AND time >= $1
       ORDER BY time, writer DESC, idx`,
      [from, ...auditIds],
    );
    return rows.map(row => ({ ...positionOf(row), auditId: String(row.audit_id) }));
  }

  /** Which of these updates of suggestions are recorded already, as `<suggestion> <seq> <state>`. */
  async recordedOutcomes(suggestions: readonly string[]): Promise<Set<string>> {
    if (suggestions.length === 0) return new Set();
    const rows = await this.#database.query(
      `SELECT suggestion_id, seq, state FROM audit_outcome
       WHERE suggestion_id IN (${suggestions.map((_, at) => `CAST($${at + 1} AS uuid)`).join(', ')})`,
      suggestions,
    );
    return new Set(rows.map(row => `${row.suggestion_id} ${row.seq} ${row.state}`));
  }

  async count(filters: AuditFilters): Promise<number> {
    const { sql, parameters } = conditionOf(filters);
    const [row] = await this.#database.query(`SELECT count(*) AS hits FROM audit_line WHERE ${sql}`, parameters);
    return Number(row!.hits);
  }

  /** Which rule fires, how often, in how many inferences, and how often an allow list let it pass. */
  async redactions(filters: AuditFilters): Promise<RuleCount[]> {
    const { sql, parameters } = conditionOf({ ...filters, kinds: ['inference.start'] });
    const rows = await this.#database.query(
      `SELECT rule, class, count(*) AS findings, sum(CASE WHEN allowed THEN 1 ELSE 0 END) AS allowed,
              count(DISTINCT audit_id) AS inferences
       FROM audit_finding WHERE audit_id IN (SELECT audit_id FROM audit_line WHERE ${sql})
       GROUP BY rule, class ORDER BY findings DESC, rule, class`,
      parameters,
    );
    return rows.map(row => ({
      rule: String(row.rule),
      class: String(row.class),
      findings: Number(row.findings),
      allowed: Number(row.allowed),
      inferences: Number(row.inferences),
    }));
  }

  /** Each address the proxy ever dialled or refused. */
  async egress(): Promise<EgressLine[]> {
    const rows = await this.#database.query(
      `SELECT host, address, port, purpose, refused, reason, count(*) AS hits, min(time) AS first, max(time) AS last
       FROM audit_egress GROUP BY host, address, port, purpose, refused, reason ORDER BY last DESC`,
    );
    return rows.map(row => ({
      host: row.host as string | null,
      address: row.address as string | null,
      port: row.port as number | null,
      purpose: String(row.purpose),
      refused: row.refused === true,
      reason: row.reason as string | null,
      count: Number(row.hits),
      first: Number(row.first),
      last: Number(row.last),
    }));
  }

  /**
   * The pseudonyms of a person, as long as they are not erased; one for each day and log.
   * @param from milliseconds since 1970: of no day before, and of none after `to`.
   */
  async pseudonymsOf(subject: string, from?: number, to?: number): Promise<string[]> {
    const found: string[] = [];
    const [first, last] = [from === undefined ? '' : dayOf(from), to === undefined ? '9' : dayOf(to)];
    for (const { directory } of this.#logs) {
      const folder = `${directory}/personal`;
      for (const day of (await personalDays(folder)).filter(one => one >= first && one <= last)) {
        const content = await readIfThere(`${folder}/${day}.jsonl`);
        for (const row of parsePersonal(content?.toString() ?? '')) {
          if (row?.subject === subject) found.push(row.pseudonym);
        }
      }
    }
    return found;
  }
}
