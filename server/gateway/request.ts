import { z } from 'zod';
import type { RequestText } from '../redaction/redaction.ts';
import type { Priority, Trigger } from '../wire/completion.ts';
import { readInfillPrompt } from './infill-prompt.ts';
import { Refusal } from './refusal.ts';

/** A completion asked for, with every optional field decided. */
export interface Asked {
  model: string;
  text: RequestText;
  /** Null: as much as policy allows. */
  maxTokens: number | null;
  temperature: number;
  topP: number | null;
  seed: number | null;
  frequencyPenalty: number | null;
  presencePenalty: number | null;
  stop: readonly string[];
  stream: boolean;
  /** The client wants OpenAI's last chunk with the usage alone. */
  includeUsage: boolean;
  /** UUIDs in lower case; null where the client gave none. */
  requestId: string | null;
  /** As given: it tells one editor window from another. */
  clientSession: string | null;
  priority: Priority;
  trigger: Trigger | null;
  deadlineMs: number | null;
  /** Whether the client wants to know how sure the model is. */
  confidence: boolean;
}

/** Lengths in UTF-16 units, besides the limit of the whole body. */
const limits = { name: 200, path: 1_024, language: 64, stops: 16, stop: 200, items: 64, deadlineMs: 120_000 } as const;

const text = (max: number) =>
  z.string({ error: 'must be text' }).max(max, { error: `must have at most ${max} characters` });
const number = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
};
const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const flag = z.boolean({ error: 'must be true or false' });
const uuid = z
  .string({ error: 'must be a UUID' })
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error: 'must be a UUID' })
  .transform(id => id.toLowerCase());
/** A field of OpenAI's that is understood where it changes nothing. */
const only = (allowed: string, ...values: (string | number | boolean)[]) =>
  z.literal(values, { error: `is not supported: leave it out, or send ${allowed}` }).nullish();

const contextItem = z.strictObject(
  {
    kind: text(limits.name),
    path: text(limits.path),
    language: text(limits.language),
    text: z.string({ error: 'must be text' }),
  },
  { error: 'must be {kind, path, language, text}' },
);

const intramural = z.strictObject(
  {
    request_id: uuid.optional(),
    client_session_id: text(limits.name).optional(),
    priority: z.enum(['interactive', 'speculative'], { error: 'must be interactive or speculative' }).optional(),
    document: z
      .strictObject(
        {
          language: text(limits.language).optional(),
          path: text(limits.path).optional(),
          repository: text(limits.path).optional(),
        },
        { error: 'must be {language, path, repository}' },
      )
      .optional(),
    context: z
      .array(contextItem, { error: 'must be a list of items' })
      .max(limits.items, { error: `must have at most ${limits.items} items` })
      .optional(),
    trigger: z.enum(['automatic', 'manual'], { error: 'must be automatic or manual' }).optional(),
    deadline_ms: whole(1, limits.deadlineMs).optional(),
    confidence: flag.optional(),
  },
  { error: 'must be an object' },
);

const stop = text(limits.stop).min(1, { error: 'must not be empty' });
const prompt = z.string({ error: 'must be text' });

const topP = 'must be a number above 0 and at most 1';

const body = z.strictObject(
  {
    model: text(limits.name).min(1, { error: 'must name a model: GET /v1/models lists them' }),
    prompt: z.union([prompt, z.tuple([prompt]).transform(([one]) => one)], {
      error: 'must be one text (lists of prompts and token numbers are not supported)',
    }),
    suffix: z.string({ error: 'must be text or null' }).nullish(),
    max_tokens: whole(1, 1_000_000).nullish(),
    temperature: number(0, 2).nullish(),
    top_p: z.number({ error: topP }).gt(0, { error: topP }).max(1, { error: topP }).nullish(),
    seed: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER).nullish(),
    frequency_penalty: number(-2, 2).nullish(),
    presence_penalty: number(-2, 2).nullish(),
    stop: z
      .union([stop.transform(one => [one]), z.array(stop).max(limits.stops)], {
        error: `must be one text or a list of at most ${limits.stops} texts, none of them empty or longer than ${limits.stop} characters`,
      })
      .nullish(),
    stream: flag.nullish(),
    stream_options: z.strictObject({ include_usage: flag.nullish() }, { error: 'must be {include_usage}' }).nullish(),
    n: only('1', 1),
    best_of: only('1', 1),
    echo: only('false', false),
    logprobs: z.null({ error: 'is not supported: leave it out' }).optional(),
    logit_bias: z.strictObject({}, { error: 'is not supported: leave it out' }).nullish(),
    user: text(limits.name).nullish(),
    intramural: intramural.nullish(),
  },
  { error: 'must be a JSON object' },
);

/** Reads the body of `POST /v1/completions`. @throws {Refusal} naming the field, what is wrong with it, and the mend. */
export function readRequest(json: unknown): Asked {
  const parsed = body.safeParse(json);
  if (!parsed.success) throw invalid(parsed.error.issues[0]!);
  const asked = parsed.data;
  const own = asked.intramural ?? {};
  const isForeign = (asked.intramural ?? null) === null && (asked.suffix ?? null) === null;
  const written = isForeign ? readInfillPrompt(asked.prompt) : null;
  return {
    model: asked.model,
    text: {
      prefix: wellFormed(written?.prefix ?? asked.prompt),
      suffix: wellFormed(written?.suffix ?? asked.suffix ?? ''),
      path: wellFormed(own.document?.path ?? ''),
      language: wellFormed(own.document?.language ?? ''),
      repository: wellFormed(own.document?.repository ?? ''),
      user: wellFormed(asked.user ?? ''),
      context: (own.context ?? []).map(item => ({
        kind: wellFormed(item.kind),
        path: wellFormed(item.path),
        language: wellFormed(item.language),
        text: wellFormed(item.text),
      })),
    },
    maxTokens: asked.max_tokens ?? null,
    // The same input gives the same answer, unless the client wants it otherwise.
    temperature: asked.temperature ?? 0,
    topP: asked.top_p ?? null,
    seed: asked.seed ?? null,
    frequencyPenalty: asked.frequency_penalty ?? null,
    presencePenalty: asked.presence_penalty ?? null,
    stop: [...new Set(asked.stop ?? [])].map(wellFormed),
    stream: asked.stream ?? false,
    includeUsage: asked.stream_options?.include_usage ?? false,
    requestId: own.request_id ?? null,
    clientSession: own.client_session_id ?? null,
    priority: own.priority ?? 'interactive',
    trigger: own.trigger ?? null,
    deadlineMs: own.deadline_ms ?? null,
    confidence: own.confidence ?? false,
  };
}

/** Half of a surrogate pair can't be written in UTF-8, and several servers fail on it. The length stays. */
function wellFormed(input: string): string {
  return input.replace(/\p{Surrogate}/gu, '\ufffd');
}

function invalid(issue: z.core.$ZodIssue): Refusal {
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName([...issue.path, issue.keys[0] ?? '']);
    return new Refusal('invalid_field', `${field} is not a field of this request: leave it out.`, { param: field });
  }
  const field = fieldName(issue.path);
  return new Refusal('invalid_field', `${field === '' ? 'The body' : field} ${issue.message}.`, {
    param: field || 'body',
  });
}

/** A field's name as a programmer writes it. The client's own names are cut: they are shown to nobody but the client. */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 64)}`))
    .join('')
    .replace(/^\./, '');
}
