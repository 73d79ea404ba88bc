/** What the policy file says of redaction and of the output guard, and what the redactor makes of it. */
import { z } from 'zod';
import type { RedactorOptions } from './redactor.ts';
import { refutationsOf } from './rules/check.ts';
import { type ClassName, classes } from './rules/classes.ts';
import type { TokenRule } from './rules/rule.ts';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, { error: 'is not a day such as 2027-03-31' });
const classNames = Object.keys(classes) as [ClassName, ...ClassName[]];

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, { error: 'is written in small letters, digits and hyphens' }),
  class: z.enum(classNames).default('token'),
  /** The patterns that `docs/redaction.md` describes: they match in linear time or are refused at load. */
  pattern: z.string().min(2).max(1000),
  ignore_case: z.boolean().default(false),
  near: z.array(z.string().min(2).max(60)).max(32).optional(),
  confidence: z.number().min(0.01).max(1).default(0.9),
  /** Evidence: what the rule must find and what it must leave. */
  matches: z.array(z.string().min(1).max(2000)).min(1).max(50),
  leaves: z.array(z.string().min(1).max(2000)).min(1).max(50),
});

function tokenRuleOf({ ignore_case, near, ...one }: z.infer<typeof ruleSchema>): TokenRule {
  return { ...one, ignoreCase: ignore_case, ...(near === undefined ? {} : { near }) };
}

const allowed = z
  .strictObject({
    /** Printed by `intramural redact --digests`. */
    digest: z
      .string()
      .regex(/^[0-9a-f]{32}$/, { error: 'is no digest: intramural redact --digests prints them' })
      .optional(),
    rule: z.string().min(1).max(64).optional(),
    /** A file, or a folder that ends with a slash, relative to the workspace. */
    path: z.string().min(1).max(500).optional(),
    reason: z.string().min(3).max(500),
    author: z.string().min(1).max(200),
    expires: day,
  })
  .refine(one => (one.digest === undefined) !== (one.rule === undefined && one.path === undefined), {
    error: 'names either a digest, or a rule and a path',
  })
  .refine(one => one.digest !== undefined || (one.rule !== undefined && one.path !== undefined), {
    error: 'needs both a rule and a path where it names no digest',
  });

const action = z.enum(['drop', 'mask', 'allow']);

export const redactionSchema = z.strictObject({
  /** Put the user's own values back into the model's text. */
  restore: z.boolean().default(true),
  /** Milliseconds for one request; more is refused. */
  timeout_ms: z.int().min(5).max(1000).default(50),
  rules: z
    .array(ruleSchema)
    .max(200)
    .superRefine((rules, context) => {
      // Refused here, so that the operator is told the line.
      for (const [index, message] of refutationsOf(rules.map(tokenRuleOf)))
        context.addIssue({ code: 'custom', path: [index], message });
    })
    .default([]),
  allow: z.array(allowed).max(1000).default([]),
});

export const outputSchema = z.strictObject({
  /** What becomes of a suggestion in which something is found: the whole is dropped, the value is masked, or it passes and is noted. */
  secrets: action.default('drop'),
  personal: action.default('mask'),
  /** Findings less sure than this pass: code that a model writes is full of made-up values. */
  least_confidence: z.number().min(0.01).max(1).default(0.7),
  blocked_terms: z
    .strictObject({ terms: z.array(z.string().min(2).max(100)).max(5000).default([]), action: action.default('drop') })
    .prefault({}),
  personal_names: z
    .strictObject({
      names: z.array(z.string().min(2).max(100)).max(50_000).default([]),
      action: action.default('mask'),
    })
    .prefault({}),
});

export type RedactionPolicy = z.infer<typeof redactionSchema>;
export type OutputPolicy = z.infer<typeof outputSchema>;

/** The policy's part of the redactor's options. */
export function redactorOptions(
  policy: RedactionPolicy,
): Pick<RedactorOptions, 'rules' | 'allow' | 'restore' | 'timeoutMs'> {
  return {
    restore: policy.restore,
    timeoutMs: policy.timeout_ms,
    allow: policy.allow,
    rules: policy.rules.map(tokenRuleOf),
  };
}
