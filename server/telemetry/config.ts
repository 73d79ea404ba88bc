import { z } from 'zod';

/** The section `telemetry` of the configuration file. */

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: 'is not the name of an environment variable' });

/** A PostgreSQL server; for the telemetry store, and for what gateways share. */
export const postgresqlSchema = z
  .strictObject({
    /** A name, an address, or the folder of a Unix socket (begins with `/`). Names and addresses must lie in egress.allow. */
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(5432),
    database: z.string().min(1),
    user: z.string().min(1),
    /** Where the password stands; never the password itself. */
    password_env: variable.optional(),
    password_file: z.string().min(1).optional(),
    /** File with the authority that vouches for the server (PEM); the system's where absent. */
    ca_file: z.string().min(1).optional(),
    /** TLS is on wherever bytes cross a network; off is allowed on a Unix socket or a loopback address alone. */
    tls: z.boolean().optional(),
    /** Connections that one console holds at most. */
    connections: z.int().min(2).max(50).default(4),
  })
  .refine(({ password_env, password_file }) => password_env === undefined || password_file === undefined, {
    error: 'names both password_env and password_file: keep one',
    path: ['password_file'],
  });

export type PostgreSQLConfig = z.infer<typeof postgresqlSchema>;

const timeZone = z.string().refine(
  name => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
    } catch {
      return false;
    }
  },
  { error: 'is not a time zone such as Asia/Shanghai' },
);

const price = z.strictObject({
  /** Money for one card and hour. */
  gpu_hour: z.number().min(0),
  /** Answers that one card works on at once: each costs that part of its time. */
  at_once: z.number().min(1).default(1),
});

export const telemetryConfigSchema = z.strictObject({
  /** A store that several consoles share; DuckDB in the data folder where absent. */
  postgresql: postgresqlSchema.optional(),
  /** The key behind people's pseudonyms, one file for all consoles that share a store; in the data folder where absent. */
  pseudonym_key_file: z.string().min(1).optional(),
  /** Zone of the business day; the machine's where absent. A store keeps the one it was made with. */
  time_zone: timeZone.optional(),
  /** Days on which the bank does not work: marked where days are drawn, and left out of days worked. */
  holidays: z.array(z.iso.date()).default([]),
  /** Weekdays on which the bank works, 1 being Monday. Days that are worked all the same stand in `working_days`. */
  week: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
  working_days: z.array(z.iso.date()).default([]),
  /** Days that single suggestions are kept, then only sums; null: for ever. */
  raw_days: z.int().min(2).nullable().default(null),
  /** False: nobody, not even the person, is shown figures of one person, and sums by person are dropped with the raw rows. */
  person_level: z.boolean().default(true),
  /** What answers cost, by tier. */
  cost: z
    .strictObject({
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, { error: 'is not a currency such as CNY' })
        .default('CNY'),
      tiers: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i), price).default({}),
    })
    .prefault({}),
  /** Seats that the bank has handed out: the first step of the funnel. */
  seats: z.int().min(1).optional(),
  /** Where figures go by OTLP over HTTP with JSON, such as https://collector.bank.example:4318/v1/metrics. */
  otlp: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }),
      every_s: z.int().min(15).max(86_400).default(60),
      /** Variable with the value of the header Authorization. */
      authorization_env: variable.optional(),
      ca_file: z.string().min(1).optional(),
    })
    .optional(),
});

export type TelemetryConfig = z.infer<typeof telemetryConfigSchema>;
