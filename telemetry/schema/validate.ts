import { z } from 'zod';
import { type SuggestionEvent, schemaVersion } from './event.ts';
import { enteredWindowMs } from './thresholds.ts';

/**
 * The closed validation of `POST /v1/telemetry`. What is stored can only be a number, a word from a list, or a short
 * string whose alphabet and length leave no room for code or a path. Reasons name fields, never what stood in them.
 */

export const limits = {
  /** Events of one batch. */
  events: 500,
  /** Characters of one suggestion. */
  characters: 1_000_000,
  lines: 100_000,
  /** Milliseconds within one suggestion's life: a day. */
  milliseconds: 86_400_000,
  /** Largest sequence number: what a 32-bit integer holds. */
  sequence: 2_147_483_647,
  /** 2020-01-01 and 2100-01-01: a clock outside is broken, not merely wrong. */
  earliest: 1_577_836_800_000,
  latest: 4_102_444_800_000,
} as const;

const hex = '[0-9a-f]';
const uuid = z.string().regex(new RegExp(`^${hex}{8}-${hex}{4}-[1-8]${hex}{3}-[89ab]${hex}{3}-${hex}{12}$`));
const uuidv7 = z.string().regex(new RegExp(`^${hex}{8}-${hex}{4}-7${hex}{3}-[89ab]${hex}{3}-${hex}{12}$`));
const count = z.int().min(0);
const characters = count.max(limits.characters);
const lines = count.max(limits.lines);
const duration = z.number().min(0).max(limits.milliseconds);
const instant = z.number().min(limits.earliest).max(limits.latest);

/** A name that ends like a source file is a path, whatever else it may be. */
const sourceFile =
  /\.(?:java|kts?|scala|groovy|cob|cbl|cpy|jcl|sql|pks|pkb|py|cs|cc?|cpp|cxx|hh?|hpp|go|rs|rb|php|swift|[cm]?[jt]sx?|sh|ps1|ya?ml|json|xml|properties|toml|ini|env|md|txt|html?|css|vue|tf|gradle)$/i;
const notSourceFile = (text: string) => !sourceFile.test(text);

/** A VS Code language id: `java`, `objective-c`, `COBOL`. */
const language = z.string().regex(/^[A-Za-z][A-Za-z0-9_+#-]{0,31}$/);
/** `Visual Studio Code - Insiders`, `code-server`: words of letters and digits. */
const editor = z.string().regex(/^(?=.{1,40}$)[A-Za-z][A-Za-z0-9]*(?:(?: - |[ -])[A-Za-z0-9]+){0,5}$/);
const version = z.string().regex(/^\d{1,5}(?:\.\d{1,6}){1,3}(?:-[a-z0-9]{1,16}(?:\.\d{1,6})?)?$/);
/** `qwen2.5-coder-0.5b`, `Qwen/Qwen2.5-Coder-7B`: one slash at most. */
const model = z
  .string()
  .regex(/^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9._:@+-]*(?:\/[A-Za-z0-9][A-Za-z0-9._:@+-]*)?$/)
  .refine(notSourceFile);
const tier = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i);
/** `experiment/arm`, as the policy names them. */
const arm = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}\/[a-z0-9][a-z0-9-]{0,39}$/);
/** A word from the client's list of reasons. */
const reason = z.string().regex(/^(?=.{1,48}$)[a-z]+(?:[_-][a-z0-9]+){0,7}$/);

const base = {
  suggestion_id: uuidv7,
  seq: count.max(limits.sequence),
  client_session_id: uuid,
  schema_version: z.literal(schemaVersion),
  at: instant,
};

const outcomes = [
  'accepted_full',
  'accepted_partial',
  'typed_through',
  'rejected',
  'typing_disagreed',
  'superseded',
  'ignored',
  'unseen',
  'filtered',
  'empty',
  'cancelled',
  'error',
  'unknown',
] as const;

const suggested = z.strictObject({
  ...base,
  kind: z.literal('suggested'),
  request_id: uuid.nullable(),
  audit_id: uuid.nullable(),
  language,
  file_kind: z.enum(['test', 'main', 'config', 'unknown']),
  editor,
  editor_version: version,
  extension_version: version,
  model: model.nullable(),
  tier: tier.nullable(),
  source: z.enum(['network', 'cache', 'typed-as-suggested', 'speculative']),
  trigger: z.enum(['automatic', 'manual']),
  multi_line: z.boolean(),
  characters,
  lines,
  stop_reason: reason.nullable(),
  requested_at: instant,
  first_token_ms: duration.nullable(),
  answered_ms: duration.nullable(),
  drawn_ms: duration.nullable(),
  arm: arm.optional(),
});

const shown = z.strictObject({
  ...base,
  kind: z.literal('shown'),
  shown_source: z.enum(['api', 'heuristic']),
  shown_ms: duration,
  seen_threshold_ms: duration,
});

const accepted = z.strictObject({
  ...base,
  kind: z.literal('accepted'),
  characters,
  lines,
  whole: z.boolean(),
});

const ended = z.strictObject({
  ...base,
  kind: z.literal('ended'),
  outcome: z.enum(outcomes),
  reason: reason.nullable(),
});

const retained = z
  .strictObject({
    ...base,
    kind: z.literal('retained'),
    after_s: z.literal([0, 30, 120, 300, 600, 3600]),
    characters: characters.nullable(),
    censored: z.enum(['closed', 'reload', 'branch_change', 'file_deleted']).nullable(),
  })
  // Either what is left is known, or why it is not.
  .refine(event => (event.characters === null) !== (event.censored === null), { path: ['censored'] });

const entered = z.strictObject({
  ...base,
  kind: z.literal('entered'),
  // Exact moments would tell how somebody works.
  started_at: instant.refine(at => at % enteredWindowMs === 0),
  language,
  arm: arm.optional(),
  typed: characters,
  suggested: characters,
  pasted: characters,
  by_editor: characters,
  from_outside: characters,
});

const event = z.discriminatedUnion('kind', [suggested, shown, accepted, ended, retained, entered]);

export interface RefusedEvent {
  index: number;
  reason: string;
}

export type BatchCheck =
  | { kind: 'checked'; events: { index: number; event: SuggestionEvent }[]; refused: RefusedEvent[] }
  | { kind: 'refused'; reason: string };

/** Names of our own fields: only these may stand in a reason. */
const fieldNames = new Set(
  [suggested, shown, accepted, ended, retained, entered].flatMap(schema =>
    Object.keys(schema.shape),
  ) satisfies string[],
);

function explain(error: z.ZodError): string {
  const issue = error.issues[0]!;
  if (issue.code === 'unrecognized_keys') return 'event: unknown field';
  const field = String(issue.path[0] ?? '');
  return fieldNames.has(field) ? `${field}: ${issue.code}` : `event: ${issue.code}`;
}

/** Checks the batch as a whole, then each event by itself. Never throws. */
export function checkBatch(body: unknown): BatchCheck {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { kind: 'refused', reason: 'the body is not an object' };
  }
  const { events, ...others } = body as { events?: unknown };
  if (Object.keys(others).length > 0) return { kind: 'refused', reason: 'the body has an unknown field' };
  if (!Array.isArray(events)) return { kind: 'refused', reason: 'events is not a list' };
  if (events.length > limits.events) return { kind: 'refused', reason: `more than ${limits.events} events` };

  const checked: { index: number; event: SuggestionEvent }[] = [];
  const refused: RefusedEvent[] = [];
  for (const [index, value] of events.entries()) {
    const result = event.safeParse(value);
    if (result.success) checked.push({ index, event: result.data });
    else refused.push({ index, reason: explain(result.error) });
  }
  return { kind: 'checked', events: checked, refused };
}

/** Compiles only while wire types and validation name the same fields and values. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
export const wireTypesAgree: Same<z.infer<typeof event>, SuggestionEvent> = true;
