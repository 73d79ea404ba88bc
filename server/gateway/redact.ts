import type { Guard } from '../redaction/guard/guard.ts';
import type { Finding, Redactor, RequestText, Restorer } from '../redaction/redaction.ts';
import type { Decided } from './ledger.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

export interface Redacted extends Decided {
  text: RequestText;
  findings: readonly Finding[];
  /** What was found and left, because policy allows it. */
  allowed: readonly Finding[];
  /** The output filter and what puts the user's own values back, each made anew for one answer. */
  guard: () => Guard;
  restorer: () => Restorer;
}

/** A refusal that still tells the audit record what was found. */
export class RedactionRefusal extends Refusal {
  readonly findings: readonly Finding[];
  constructor(code: RefusalCode, message: string, findings: readonly Finding[]) {
    super(code, message, { errorClass: 'redaction' });
    this.findings = findings;
  }
}

const codes = {
  cursor_in_secret: 'cursor_in_secret',
  too_long: 'prompt_too_long',
  timed_out: 'redaction_timed_out',
  failed: 'redaction_failed',
} as const satisfies Record<string, RefusalCode>;

/**
 * The request without secrets. The paths of context items are the user's text as well: they are scanned like context.
 * @throws {RedactionRefusal} where nothing may be sent; also when the scan itself fails.
 */
export function redact(text: RequestText, redactor: Redactor): Redacted {
  const items = text.context.length;
  const paths = text.context.map(({ path }) => ({ kind: 'path', path: '', language: '', text: path }));
  const all = { ...text, context: [...text.context, ...paths] };
  const outcome = scan(all, redactor);
  if (outcome.kind === 'refused') throw new RedactionRefusal(codes[outcome.code], outcome.message, outcome.findings);
  const { findings, allowed = [], guard, restorer } = outcome;
  if (guard === undefined) {
    throw new RedactionRefusal(
      'redaction_failed',
      'There is no filter for the answer, so nothing was asked.',
      findings,
    );
  }
  const scanned = outcome.text.context;
  return {
    text: {
      ...outcome.text,
      context: scanned.slice(0, items).map((item, index) => ({ ...item, path: scanned[items + index]!.text })),
    },
    findings,
    allowed,
    guard,
    restorer,
    decision: findings.length > 0 ? 'change' : 'allow',
    reason: findings.length > 0 ? 'secrets_replaced' : allowed.length > 0 ? 'allowed_by_policy' : 'nothing_found',
  };
}

function scan(text: RequestText, redactor: Redactor): ReturnType<Redactor['redact']> {
  try {
    return redactor.redact(text);
  } catch {
    // Its message may hold what it failed on.
    throw new RedactionRefusal(
      'redaction_failed',
      'The text could not be scanned for secrets, so nothing was sent.',
      [],
    );
  }
}
