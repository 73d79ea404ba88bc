import { z } from 'zod';
import { administrativeKinds } from './administrative.ts';
import * as field from './fields.ts';
import { inferenceKinds, type subject } from './inference.ts';

/**
 * The closed schema of the audit log, version 1. A record that does not fit is refused, never trimmed to fit.
 * `docs/audit.md` documents it field by field from the descriptions given here.
 */

export const schemaVersion = 1;

/** Stands first in every record, in this order, so that a reader can find time and kind without parsing the rest. */
const head = {
  v: z.literal(schemaVersion).describe('version of this schema'),
  index: field.count.describe('position in the log, from 0, without gaps'),
  time: field.time.describe('when it was recorded: milliseconds since 1970, UTC; never earlier than the record before'),
  id: field.uuid.describe('UUIDv7, strictly increasing within a log'),
};

const kinds = { ...inferenceKinds, ...administrativeKinds };
export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

type RecordOf<K extends Kind> = {
  v: typeof schemaVersion;
  index: number;
  time: number;
  id: string;
  kind: K;
} & z.infer<z.ZodObject<(typeof kinds)[K]['fields'], z.core.$strict>>;
/** One record as it stands in the log. */
export type AuditRecord = { [K in Kind]: RecordOf<K> }[Kind];
export type RecordKind<K extends Kind> = RecordOf<K>;

/** In a draft a person stands by name; the log replaces the name by a salted commitment. */
export interface SubjectDraft {
  name: string;
  by: z.infer<typeof field.authentication>;
  team?: string;
}
type Person = z.infer<typeof subject>;
/** The same fields with persons by name instead of by pseudonym. */
type WithSubject<F> = { [Name in keyof F]: NonNullable<F[Name]> extends Person ? SubjectDraft : F[Name] };
type DraftOf<K extends Kind> = { kind: K } & WithSubject<
  z.infer<z.ZodObject<(typeof kinds)[K]['fields'], z.core.$strict>>
>;
/** What a caller hands to `append`: the log adds version, index, time and id. */
export type AuditDraft = { [K in Kind]: DraftOf<K> }[Kind];

const schemas = new Map<string, z.ZodObject>(
  Object.entries(kinds).map(([kind, { fields }]) => [
    kind,
    z.strictObject({ ...head, kind: z.literal(kind), ...(fields as z.ZodRawShape) }),
  ]),
);

/** How many people a record of each kind may name: a verifier need not look for more. */
export const peopleIn: ReadonlyMap<string, number> = new Map(
  kindNames.map(kind => [kind, ['subject', 'first', 'second'].filter(field => field in kinds[kind].fields).length]),
);

/** For the documentation and for the test that no field is free text. */
export function schemaOf(kind: Kind): { description: string; schema: z.ZodObject } {
  return { description: kinds[kind].description, schema: schemas.get(kind)! };
}

/** A record that the schema refuses. Names the fields, never their values. */
export class InvalidAuditRecord extends Error {
  constructor(what: string) {
    super(`the audit schema refuses this record: ${what}`);
    this.name = 'InvalidAuditRecord';
  }
}

function explain(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(issue => {
      const unknown = issue.code === 'unrecognized_keys' ? ' (unknown field)' : '';
      return `${issue.path.map(String).join('.') || 'record'}: ${issue.code}${unknown}`;
    })
    .join('; ');
}

/**
 * The bytes of a record: UTF-8 JSON without spaces, fields in the order of the schema. One value has one encoding.
 * @throws InvalidAuditRecord
 */
export function encodeRecord(record: AuditRecord): Buffer {
  const schema = schemas.get(record.kind);
  if (!schema) throw new InvalidAuditRecord('kind: unknown');
  const parsed = schema.safeParse(record);
  if (!parsed.success) throw new InvalidAuditRecord(explain(parsed.error));
  const encoded = Buffer.from(JSON.stringify(parsed.data));
  if (encoded.length > field.limits.recordBytes) throw new InvalidAuditRecord(`${encoded.length} bytes`);
  return encoded;
}

/**
 * Reads what `encodeRecord` wrote and nothing else: another spelling of the same value is refused too.
 * @throws InvalidAuditRecord
 */
export function decodeRecord(entry: Buffer): AuditRecord {
  let value: unknown;
  try {
    value = JSON.parse(entry.toString('utf8'));
  } catch {
    throw new InvalidAuditRecord('not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new InvalidAuditRecord('not an object');
  if (!encodeRecord(value as AuditRecord).equals(entry)) throw new InvalidAuditRecord('not in its one encoding');
  return value as AuditRecord;
}

export interface RecordHead {
  index: number;
  time: number;
  id: string;
  kind: string;
}

const headPattern =
  /^\{"v":1,"index":(\d{1,13}),"time":(\d{1,13}),"id":"([0-9a-f-]{36})","kind":"([a-z_]+(?:\.[a-z_]+)?)"[,}]/;
/** Bytes within which the head of any record ends. */
const headBytes = 160;

/** The head alone, without parsing the rest; null where the entry does not begin as a record of this version does. */
export function readHead(entry: Buffer): RecordHead | null {
  const match = headPattern.exec(entry.toString('latin1', 0, headBytes));
  if (!match) return null;
  return { index: Number(match[1]), time: Number(match[2]), id: match[3]!, kind: match[4]! };
}
