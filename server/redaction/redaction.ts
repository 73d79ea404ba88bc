/** What the pipeline asks of redaction, and what it gets back. Plain values: no I/O, no clock of its own. */

import type { ContextItem } from '../wire/completion.ts';
import type { AllowedUse } from './allow.ts';
import type { Guard } from './guard/guard.ts';

/** Every string of a request that a model, a log or a digest could see. */
export interface RequestText {
  /** Prefix and suffix are one document with the cursor between them. */
  prefix: string;
  suffix: string;
  path: string;
  language: string;
  repository: string;
  user: string;
  context: ContextItem[];
}

export type Part = 'document' | 'path' | 'repository' | 'user' | `context:${number}`;

/** A place that was replaced. Never holds the value. */
export interface Finding {
  rule: string;
  class: string;
  /** `document` runs over prefix + suffix. Offsets are UTF-16 units. */
  part: Part;
  start: number;
  end: number;
  confidence: number;
}

/** Puts the user's own values back into the model's text. Stateful over one stream; made anew for each request. */
export interface Restorer {
  /** Takes the next piece of the stream, returns what is safe to pass on now. */
  push(text: string): string;
  /** Returns what was held back. */
  end(): string;
}

export type RedactionOutcome =
  | {
      kind: 'redacted';
      text: RequestText;
      findings: Finding[];
      /** What was found and left because the policy allows it: each use belongs in the audit record. */
      allowed?: readonly AllowedUse[];
      restorer: () => Restorer;
      /** The output filter for the answer, made anew for each choice; stands before the restorer. */
      guard?: () => Guard;
    }
  /** The cursor stands in a secret, the input is too long, time ran out, a rule failed: nothing may be sent. */
  | {
      kind: 'refused';
      code: 'cursor_in_secret' | 'too_long' | 'timed_out' | 'failed';
      message: string;
      findings: Finding[];
    };

export interface Redactor {
  redact(text: RequestText): RedactionOutcome;
}
