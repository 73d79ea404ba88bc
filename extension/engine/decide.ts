import type { PolicyDocument } from '../../server/policy/schema.ts';
import type { LengthMode } from '../core/multiline.ts';
import { quietPlace } from '../core/place-mood.ts';
import type { Place, Situation } from '../core/situation.ts';
import type { QuietReason } from './result.ts';
import { forbiddenBy } from './rules.ts';

/** One call of the provider. */
export interface Ask {
  /** Names the document as long as it is open. */
  documentId: string;
  place: Place;
  trigger: 'automatic' | 'manual';
  lengthMode: LengthMode;
  /** The editor's own reason to keep quiet: a setting, several cursors, an untrusted workspace. */
  quiet?: QuietReason;
  /** Other names of the file by which a rule may exclude it: its whole path, where it lies outside the workspace. */
  otherPaths?: readonly string[];
  /** A pause would be wrong here: a new line, just after an accept. */
  immediate?: boolean;
  /** Whether VS Code would draw it. */
  isDrawn?: (suggestion: { text: string; replaceSuffixLength: number }) => boolean;
}

/** What holds whoever asks: no hand can ask past the policy, an untrusted workspace or a switched-off extension. */
const always: readonly QuietReason[] = [
  'untrusted-workspace',
  'disabled',
  'language-disabled',
  'path-disabled',
  'signed-out',
];

/** Whether to keep quiet here, before anything is read of the text around the cursor. */
export function quietBefore(ask: Ask, policy: PolicyDocument | undefined): QuietReason | undefined {
  if (ask.quiet && (ask.trigger === 'automatic' || always.includes(ask.quiet))) return ask.quiet;
  if (!policy) return 'policy-unknown';
  return forbiddenBy(policy.policy, ask.place.languageId, [ask.place.path, ...(ask.otherPaths ?? [])]);
}

/** Whether the place itself asks for quiet. By hand, everything is allowed that the policy allows. */
export function quietAt(ask: Ask, situation: Situation): QuietReason | undefined {
  return ask.trigger === 'manual' ? undefined : quietPlace(situation);
}
