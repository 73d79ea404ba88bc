import type { Restorer } from '../redaction/redaction.ts';
import type { Decided } from './ledger.ts';
import type { TextStep } from './text-step.ts';

export interface Restoring extends TextStep {
  /** What it did so far, for the audit record. */
  decided(): Decided;
}

/**
 * Puts back what was changed in the user's own text: first the characters of what looked like special tokens, then the values
 * behind placeholders.
 */
export function restore(undo: (text: string) => string, restorer: Restorer): Restoring {
  let came = '';
  let went = '';
  return {
    push: text => {
      const out = restorer.push(undo(text));
      came += text;
      went += out;
      return out;
    },
    end: () => {
      const out = restorer.end();
      went += out;
      return out;
    },
    over: false,
    decided: () =>
      came === went
        ? { decision: 'allow', reason: 'nothing_to_restore' }
        : { decision: 'change', reason: 'values_restored' },
  };
}
