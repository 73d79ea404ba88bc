import type { IntramuralHead, IntramuralTail, Load } from '../../server/wire/completion.ts';
import type { Source } from '../../telemetry/schema/event.ts';
import type { MultilineDecision } from '../core/multiline.ts';
import type { QuietPlace } from '../core/place-mood.ts';
import type { ShapeReason } from '../core/shape.ts';
import type { StopReason } from '../core/stop/index.ts';
import type { FaultKind } from './transport.ts';

/** Why a place gets no suggestion, before anything is asked. */
export type QuietReason =
  | QuietPlace
  | 'disabled'
  | 'disabled-automatic'
  | 'snoozed'
  | 'language-disabled'
  | 'path-disabled'
  | 'untrusted-workspace'
  | 'signed-out'
  | 'offline'
  | 'throttled'
  | 'policy-unknown'
  | 'policy-language'
  | 'policy-path'
  | 'multiple-cursors'
  | 'selection';

/** Why an answer led to nothing. */
export type EmptyReason = 'empty-answer' | 'not-drawn' | ShapeReason;

export type CancelReason = 'typing-went-on' | 'answer-disagrees' | 'closed';

export interface Suggestion {
  /** UUIDv7; stays the same while the suggestion is typed along. */
  id: string;
  /** Inserted at the cursor by a full accept. */
  text: string;
  /** UTF-16 units after the cursor that accepting overwrites. */
  replaceSuffixLength: number;
  source: Source;
}

/** Everything worth telling about one call of the provider. Never leaves the machine as it is: it names the file. */
export interface Trace {
  requestId: string | null;
  /** The suggestion that the request would make; UUIDv7. */
  suggestionId: string | null;
  trigger: 'automatic' | 'manual';
  languageId: string;
  path: string;
  startedAt: number;
  /** In order; milliseconds from `startedAt`. */
  stages: { name: StageName; from: number; to: number }[];
  multiline: MultilineDecision | null;
  source: Source | null;
  delayMs: number | null;
  /** Characters sent. */
  sent: {
    prefix: number;
    suffix: number;
    context: { kind: string; path: string; characters: number; reason?: string }[];
  } | null;
  head: IntramuralHead | IntramuralTail | null;
  load: Load | null;
  /** How sure the model was, from 0 to 1; null where it does not tell or was not asked. */
  confidence: number | null;
  /** Milliseconds from the request on. */
  firstTextMs: number | null;
  answeredMs: number | null;
  /** Why the stream was closed early. */
  stop: StopReason | null;
  finish: string | null;
  /** What changed the answer, in order. */
  reasons: ShapeReason[];
}

export type StageName = 'decide' | 'reuse' | 'wait' | 'collect' | 'ask' | 'shape';

export type Result =
  | { kind: 'offered'; suggestion: Suggestion; trace: Trace }
  | { kind: 'nothing'; reason: QuietReason | EmptyReason; trace: Trace }
  | { kind: 'cancelled'; reason: CancelReason; trace: Trace }
  | { kind: 'failed'; reason: FaultKind; message: string; trace: Trace };
