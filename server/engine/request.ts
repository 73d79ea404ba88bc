import { z } from 'zod';
import { limits } from './limits.ts';

/** What the engine reads of an OpenAI text completion. Other fields are left alone, as servers of this wire do. */
const schema = z.object({
  prompt: z.string(),
  max_tokens: z.int().min(0).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().max(limits.stop), z.array(z.string().max(limits.stop)).max(limits.stops)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  /** Any number asks for the chosen tokens' own; alternatives are not given. */
  logprobs: z.int().min(0).max(20).nullish(),
  /** By token; only tokens that are forbidden outright are known here. */
  logit_bias: z
    .record(z.string().regex(/^\d{1,7}$/), z.literal(limits.never, { error: 'only -100 (never) is known' }))
    .refine(bias => Object.keys(bias).length <= limits.biasedTokens, { error: 'has too many tokens' })
    .nullish(),
  n: z.literal(1, { error: 'must be 1: ask again for another answer' }).nullish(),
  intramural: z
    .object({
      priority: z.enum(['interactive', 'speculative']).optional(),
      deadline_ms: z.number().positive().max(600_000).optional(),
    })
    .optional(),
});

export interface EngineRequest {
  prompt: string;
  maxTokens: number;
  temperature: number;
  topP: number;
  seed: number;
  stops: string[];
  stream: boolean;
  includeUsage: boolean;
  logprobs: boolean;
  /** Tokens that are never to be written. */
  forbidden: number[];
  priority: 'interactive' | 'speculative';
  /** Milliseconds from receipt after which nobody waits any more. */
  deadlineMs: number | null;
}

export type Parsed = { kind: 'request'; request: EngineRequest } | { kind: 'wrong'; message: string; param: string };

/** Where nothing is said, an answer is the likeliest one, so that the same request has the same answer. */
export function parseRequest(body: unknown): Parsed {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue?.path.join('.') ?? '';
    return { kind: 'wrong', message: `${param || 'The body'}: ${issue?.message ?? 'not understood'}`, param };
  }
  const { data } = parsed;
  return {
    kind: 'request',
    request: {
      prompt: data.prompt,
      maxTokens: data.max_tokens ?? limits.defaultMaxTokens,
      temperature: data.temperature ?? 0,
      topP: data.top_p ?? 1,
      seed: (data.seed ?? 0) >>> 0,
      stops: typeof data.stop === 'string' ? [data.stop] : (data.stop ?? []),
      stream: data.stream ?? false,
      includeUsage: data.stream_options?.include_usage ?? false,
      logprobs: typeof data.logprobs === 'number',
      forbidden: Object.keys(data.logit_bias ?? {}).map(Number),
      priority: data.intramural?.priority ?? 'interactive',
      deadlineMs: data.intramural?.deadline_ms ?? null,
    },
  };
}
