/**
 * Finds what must not leave: one pass of the keyword automaton over the text, and where it stops, the detectors that belong to the
 * keyword. Numbers, IBANs and base64 have no keyword: they are looked at where a run of their characters begins or ends.
 */
import { assigned } from '../detect/assigned.ts';
import { authorization } from '../detect/authorization.ts';
import { callArguments } from '../detect/call-arguments.ts';
import { commandLines } from '../detect/command-lines.ts';
import { cookies } from '../detect/cookies.ts';
import { dataSources } from '../detect/data-sources.ts';
import type { Detector } from '../detect/detector.ts';
import { detectDisguised, disguises } from '../detect/disguised.ts';
import { emails } from '../detect/emails.ts';
import { detectEncoded, shortestEncoded, shortestKubernetesValue } from '../detect/encoded.ts';
import { inserts } from '../detect/inserts.ts';
import { detectNumber } from '../detect/numbers.ts';
import { bics, detectIban } from '../detect/payments.ts';
import { piped } from '../detect/piped.ts';
import { sqlPasswords } from '../detect/sql.ts';
import { tokenDetectors } from '../detect/tokens.ts';
import { urlCredentials } from '../detect/urls.ts';
import { forgetValues } from '../look/memory.ts';
import type { TokenRule } from '../rules/rule.ts';
import type { Budget } from './budget.ts';
import type { Hit } from './hit.ts';
import { compileKeywords } from './keywords.ts';
import type { Profile } from './profile.ts';
import { View } from './view.ts';

export interface ScanOptions {
  profile: Profile;
  budget: Budget;
  /** The document holds a Kubernetes secret: its values are base64 whatever they look like. */
  hasKubernetesSecret: boolean;
}

export interface Scanner {
  /** What was found, in no order and not yet disjoint; private keys are looked for apart. @throws TimedOut */
  scan(text: string, options: ScanOptions): Hit[];
}

/** What a character may belong to, for runs: bit 1 letters and digits, bit 2 base64. */
const runBits = new Uint8Array(65536);
for (let unit = 0; unit < 128; unit++) {
  const character = String.fromCharCode(unit);
  if (/[A-Za-z0-9]/.test(character)) runBits[unit] = 3;
  else if (/[+/_-]/.test(character)) runBits[unit] = 2;
}
const digitBit = 4;
for (let unit = 48; unit <= 57; unit++) runBits[unit]! |= digitBit;
const upperBit = 8;
for (let unit = 65; unit <= 90; unit++) runBits[unit]! |= upperBit;

const shortestRunOf = (view: View): number => (view.hasKubernetesSecret ? shortestKubernetesValue : shortestEncoded);

/** Characters between two looks at the clock. */
const stride = 4096;

export function createScanner(rules: readonly TokenRule[]): Scanner {
  const tokens = tokenDetectors(rules);
  const detectors: readonly Detector[] = [
    assigned,
    urlCredentials,
    authorization,
    sqlPasswords,
    callArguments,
    inserts,
    cookies,
    piped,
    ...dataSources,
    emails,
    bics,
    ...commandLines,
    ...tokens.detectors,
  ];
  const words: string[] = [];
  const detectorOf: Detector[] = [];
  const all = [
    ...detectors,
    { keywords: disguises, detect: (view: View, start: number) => detectDisguised(view, start, walk) },
  ];
  for (const detector of all) {
    for (const keyword of detector.keywords) {
      words.push(keyword);
      detectorOf.push(detector);
    }
  }
  const { classOf, next, width, outputOf, outputs } = compileKeywords(words);
  const { atRun, shortestRun } = tokens;

  function walk(view: View): Hit[] {
    const { text } = view;
    let state = 0;
    let wordStart = -1;
    let runStart = -1;
    for (let at = 0; at <= text.length; at++) {
      if (at % stride === 0) view.spend(stride);
      const unit = text.charCodeAt(at);
      const bits = at < text.length ? runBits[unit]! : 0;
      if ((bits & 1) === 0) {
        if (wordStart >= 0 && at - wordStart >= shortestRun) atRun(view, wordStart, at - wordStart);
        wordStart = -1;
        if (bits === 0) {
          if (runStart >= 0 && at - runStart >= shortestRunOf(view)) detectEncoded(view, runStart, at, walk);
          runStart = -1;
          if (at === text.length) break;
        } else if (runStart < 0) runStart = at;
      } else {
        if (wordStart < 0) {
          wordStart = at;
          if (runStart < 0) runStart = at;
          if ((bits & upperBit) !== 0) detectIban(view, at);
        }
        if ((bits & digitBit) !== 0 && at >= view.numberEnd) detectNumber(view, at);
      }
      state = next[state * width + classOf[unit]!]!;
      const output = outputOf[state]!;
      if (output !== 0) {
        for (const keyword of outputs[output]!)
          detectorOf[keyword]!.detect(view, at + 1 - words[keyword]!.length, at + 1);
      }
    }
    return view.hits;
  }

  return {
    scan(text, { profile, budget, hasKubernetesSecret }) {
      try {
        return walk(new View(text, profile, budget, hasKubernetesSecret, false));
      } finally {
        forgetValues();
      }
    },
  };
}
