/** A request's redaction: scan → follow the values → leave what is allowed → look at the cursor → substitute → restore. */
import { performance } from 'node:perf_hooks';
import { type AllowedFinding, type AllowedUse, createAllowList } from './allow.ts';
import { isInSecret, isTypingSecret } from './cursor.ts';
import { keyMiddles } from './detect/private-keys.ts';
import { follow } from './follow.ts';
import { createGuard, type Guard } from './guard/guard.ts';
import { createTerms } from './guard/terms.ts';
import { forgetValues } from './look/memory.ts';
import { type OutputPolicy, outputSchema } from './policy.ts';
import type { Finding, Part, RedactionOutcome, Redactor, RequestText } from './redaction.ts';
import { createRestorer, idle, type Restorable } from './restore/restorer.ts';
import { families } from './rules/all.ts';
import { checkRules } from './rules/check.ts';
import type { TokenRule } from './rules/rule.ts';
import { Budget, TimedOut } from './scan/budget.ts';
import { disjoint, type Hit } from './scan/hit.ts';
import type { Profile } from './scan/profile.ts';
import { createRememberingScanner } from './scan/remembering.ts';
import { createScanner } from './scan/scanner.ts';
import { type Section, sectionsOf } from './sections.ts';
import { continueCut } from './substitute/cut.ts';
import { createKeyedDigest } from './substitute/keyed-digest.ts';
import { substitute } from './substitute/substitution.ts';
import { tenantKeyOf } from './tenant-key.ts';

export interface RedactorOptions {
  /** The tenant's key, at least 32 bytes. The same key gives the same placeholders on every worker. */
  key: Buffer;
  /** Keeps tenants apart that share a key. */
  tenant: string;
  /** Milliseconds, monotone. */
  now?: () => number;
  /** Milliseconds for one request; more is refused. */
  timeoutMs?: number;
  /** UTF-16 units of all strings of one request; more is refused. */
  maxLength?: number;
  /** The operator's rules, besides the built-in ones. */
  rules?: readonly TokenRule[];
  /** What teams have allowed. */
  allow?: readonly AllowedFinding[];
  /** YYYY-MM-DD; the machine's date where absent. */
  today?: () => string;
  /** Whether the user's values are put back into the model's text. */
  restore?: boolean;
  /** What becomes of secrets, personal data, terms and names in the model's output. */
  output?: OutputPolicy;
  /** Whether scan results are remembered by content; off only to measure. */
  remembers?: boolean;
}

/** What a reviewer asks: the same findings and texts, wherever the cursor stands. */
export interface Inspection {
  findings: Finding[];
  allowed: AllowedUse[];
  text: RequestText;
  /** The gateway would ask nothing of the model: the cursor stands in a secret. */
  isRefused: boolean;
}

export interface InspectingRedactor extends Redactor {
  /** @throws TimedOut, RangeError if the text is too long */
  inspect(text: RequestText, isDocument?: boolean): Inspection;
}

const defaults = {
  /** Milliseconds. A request of 64 KiB takes about 3; the rest is for a busy machine. */
  timeoutMs: 50,
  /** UTF-16 units: more than the largest context window of a completion model takes. */
  maxLength: 512 * 1024,
};

const shortestKey = 16;

/** @throws PatternError if a rule cannot be matched in linear time or is refuted by its own examples. */
export function createRedactor(options: RedactorOptions): InspectingRedactor {
  if (options.key.length < shortestKey) throw new RangeError(`the redaction key needs at least ${shortestKey} bytes`);
  const { now = () => performance.now(), timeoutMs = defaults.timeoutMs, maxLength = defaults.maxLength } = options;
  const own = options.rules ?? [];
  checkRules(own);
  const key = tenantKeyOf(options.key, options.tenant);
  const digest = createKeyedDigest(key);
  const plain = createScanner([...Object.values(families).flat(), ...own]);
  const scanner = createRememberingScanner(plain, options.remembers);
  const output = options.output ?? outputSchema.parse({});
  const actions = {
    secret: output.secrets,
    personal: output.personal,
    'blocked-term': output.blocked_terms.action,
    'personal-name': output.personal_names.action,
  };
  const blockedTerms = createTerms(output.blocked_terms.terms);
  const personalNames = createTerms(output.personal_names.names);
  const allowList = createAllowList(
    options.allow ?? [],
    key,
    options.today ?? (() => new Date().toISOString().slice(0, 10)),
  );

  function scan(text: RequestText): { sections: Section[]; allowed: AllowedUse[] } {
    const sections = sectionsOf(text);
    const length = sections.reduce((sum, section) => sum + section.text.length, 0);
    if (length > maxLength)
      throw new RangeError(`the request holds ${length} characters; redaction takes at most ${maxLength}`);
    const budget = new Budget(now, timeoutMs);
    try {
      for (const section of sections) section.hits = hitsOf(section, budget);
      follow(sections);
    } finally {
      forgetValues();
    }
    const allowed: AllowedUse[] = [];
    for (const section of sections) {
      section.hits = section.hits.filter(hit => {
        const entry = allowList.find(section, hit);
        if (entry === null) return true;
        const { reason, author, expires } = entry;
        allowed.push({ ...findingOf(section.part, hit), reason, author, expires });
        return false;
      });
    }
    return { sections, allowed };
  }

  function hitsOf({ part, text, profile }: Section, budget: Budget): Hit[] {
    if (text.length === 0) return [];
    const hasKubernetesSecret = text.includes('ecret') && /\bkind["']?\s{0,4}:\s{0,4}["']?secret\b/i.test(text);
    const hits = scanner.scan(text, { profile, budget, hasKubernetesSecret });
    // Base64 between markers is what they say; a snippet may hold a marker and a line from elsewhere.
    const isSnippet = part.startsWith('context:') && !/-----BEGIN (?:CERTIFICATE|PUBLIC)/.test(text);
    if (isSnippet || !text.includes('-----')) hits.push(...keyMiddles(text, isSnippet));
    return disjoint(hits);
  }

  const findingsOf = (sections: readonly Section[]): Finding[] =>
    sections.flatMap(section => section.hits.map(hit => findingOf(section.part, hit)));

  function guardOf(sent: RequestText, profile: Profile, restorables: readonly Restorable[]): Guard {
    const texts = [sent.prefix, sent.suffix, ...sent.context.map(item => item.text)];
    return createGuard({
      scanner: plain,
      profile,
      before: sent.prefix,
      own: restorables.map(({ placeholder }) => placeholder),
      wasSent: value => texts.some(one => one.includes(value)),
      actionOf: kind => actions[kind],
      blockedTerms,
      personalNames,
      leastConfidence: output.least_confidence,
      now,
      timeoutMs,
    });
  }

  return {
    redact(text) {
      try {
        const { sections, allowed } = scan(text);
        const findings = findingsOf(sections);
        const document = sections[0]!;
        const cursor = text.prefix.length;
        if (isInSecret(document.hits, cursor) || isTypingSecret(document.text, cursor)) {
          return refused(
            'cursor_in_secret',
            'The cursor stands in a secret, so no completion is asked for there.',
            findings,
          );
        }
        const { texts, restorables } = substitute(sections, digest);
        const sent = rebuilt(text, texts);
        const cut = continueCut(text.prefix, document.hits, restorables);
        if (cut !== null) {
          sent.prefix = sent.prefix.slice(0, cut.start) + cut.text;
          findings.push({ ...cut.finding, part: 'document', start: cut.start, end: cursor });
        }
        const restorer =
          options.restore === false ? () => idle : () => createRestorer(restorables, sent.prefix, text.prefix);
        return {
          kind: 'redacted',
          text: sent,
          findings,
          allowed,
          restorer,
          guard: () => guardOf(sent, document.profile, restorables),
        };
      } catch (error) {
        if (error instanceof TimedOut)
          return refused('timed_out', `The scan for secrets took longer than ${timeoutMs} ms, so nothing was sent.`);
        if (error instanceof RangeError && error.message.startsWith('the request holds'))
          return refused('too_long', `Nothing was sent: ${error.message}.`);
        // Its message may hold what it failed on.
        return refused('failed', 'The text could not be scanned for secrets, so nothing was sent.');
      }
    },
    inspect(text, isDocument = true) {
      const { sections, allowed } = scan(text);
      const document = sections[0]!;
      const cursor = text.prefix.length;
      return {
        findings: findingsOf(sections),
        allowed,
        text: rebuilt(text, substitute(sections, digest).texts),
        isRefused: !isDocument && (isInSecret(document.hits, cursor) || isTypingSecret(document.text, cursor)),
      };
    },
  };
}

/** Names of languages and kinds come from the client too: what is none is not passed on. */
const slug = /^[A-Za-z0-9][A-Za-z0-9._+#-]{0,31}$/;

function rebuilt(
  text: RequestText,
  [document = '', path = '', repository = '', user = '', ...context]: string[],
): RequestText {
  const cursor = text.prefix.length;
  return {
    prefix: document.slice(0, cursor),
    suffix: document.slice(cursor),
    path,
    language: slug.test(text.language) ? text.language : '',
    repository,
    user,
    context: text.context.map((item, index) => ({
      kind: slug.test(item.kind) ? item.kind : 'other',
      path: item.path,
      language: slug.test(item.language) ? item.language : '',
      text: context[index] ?? '',
    })),
  };
}

const findingOf = (part: Part, { rule, class: kind, start, end, confidence }: Hit): Finding => ({
  rule,
  class: kind,
  part,
  start,
  end,
  confidence,
});

const refused = (
  code: 'cursor_in_secret' | 'too_long' | 'timed_out' | 'failed',
  message: string,
  findings: Finding[] = [],
): RedactionOutcome => ({ kind: 'refused', code, message, findings });
