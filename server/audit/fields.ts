import { z } from 'zod';

/**
 * The only kinds of value an audit record may hold. Each is an enumeration, a number, or a short string whose alphabet
 * and length leave no room for code, a prompt or a path: free text has no type here, on purpose.
 */

/** Bounds of every list and string in a record. One record is at most 65,535 bytes (C2SP tlog-tiles). */
export const limits = {
  /** Bytes of one encoded record: the largest an entry bundle can carry. */
  recordBytes: 65_535,
  /** Findings written out one by one; the rest are only counted, in `redactions_omitted`. */
  redactions: 200,
  guardEvents: 100,
  decisions: 24,
  /** Pseudonyms in one erasure record; an erasure of more writes several. */
  pseudonyms: 1000,
  /** Runs of deleted records with records that are held between them. */
  deletions: 1000,
} as const;

export const count = z.int().min(0).max(1_000_000_000_000);
export const bytes = count;
/** Microseconds. */
export const micros = z.int().min(0).max(86_400_000_000);
/** Milliseconds since 1970-01-01T00:00:00Z. Up to the year 2286. */
export const time = z.int().min(0).max(9_999_999_999_999);
export const fraction = z.number().min(0).max(1);

export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
/** SHA-256 in hexadecimal: of public things only (weights, configuration files, segments). */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** HMAC-SHA-256 under the digest key, base64url without padding. */
export const keyedDigest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** SHA-256 over a salt and a person's name, base64url without padding; salt and name stand outside the log. */
export const pseudonym = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** SHA-256 of a tree of records, base64 with padding, as in a checkpoint. */
export const rootHash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

/** A word from our own code: reasons, error codes. */
export const reason = z.string().regex(/^(?=.{1,48}$)[a-z]+(_[a-z0-9]+){0,7}$/);
/** The id of a rule, a class, a template, an engine, a language: lower case, no spaces. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9._+#-]{0,63}$/);
export const language = z.string().regex(/^[a-z][a-z0-9._+#-]{0,31}$/);
export const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$/);
/** As the bank's directory calls it; letters of any script. */
export const team = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._&/-]{0,63}$/u);
export const version = z.string().regex(/^\d{1,5}(\.\d{1,6}){0,3}([-+][a-z0-9.]{1,16})?$/);
/** The first 16 hexadecimal digits of the SHA-256 of a policy. */
export const policyVersion = z.string().regex(/^[0-9a-f]{16}$/);
export const hostName = z.string().regex(/^[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?$/);
export const address = z.union([z.ipv4(), z.ipv6()]);
export const port = z.int().min(0).max(65_535);
/** A key or log name of a signed note. */
export const noteName = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,127}$/);
export const keyId = z.string().regex(/^[0-9a-f]{8}$/);
export const part = z.string().regex(/^(document|path|repository|user|context:\d{1,4})$/);

export const stages = [
  'authenticate',
  'admit',
  'policy',
  'redact',
  'render',
  'route',
  'stream',
  'guard',
  'restore',
  'record',
] as const;
export const stage = z.enum(stages);
export type Stage = (typeof stages)[number];

/** How a person or program proved who it is. */
export const authentication = z.enum(['local_token', 'oidc', 'personal_token', 'mtls', 'system']);
