/** A request's redaction: scan → follow the values → check the cursor → substitute → restore. */
import { createHmac } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { pemStateOf } from './detect/private-keys.ts';
import type { Finding, Part, RedactionOutcome, Redactor, RequestText } from './redaction.ts';
import { createRestorer, type Restorable } from './restore/restorer.ts';
import { families } from './rules/all.ts';
import type { TokenRule } from './rules/rule.ts';
import { Budget, TimedOut } from './scan/budget.ts';
import type { Hit } from './scan/hit.ts';
import { type Profile, profileOf } from './scan/profile.ts';
import { createScanner } from './scan/scanner.ts';
import { placeholderFor } from './substitute/placeholder.ts';

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
  /** Rules of the operator, besides the built-in ones. */
  rules?: readonly TokenRule[];
}

const defaults = {
  /** Milliseconds: the limit; a request of 64 KiB takes 5. */
  timeoutMs: 50,
  /** UTF-16 units: four times what the largest context window of a completion model takes. */
  maxLength: 512 * 1024,
};

interface Section {
  part: Part;
  text: string;
  profile: Profile;
  hits: Hit[];
}

export interface Inspection {
  findings: Finding[];
  text: RequestText;
}

export interface InspectingRedactor extends Redactor {
  /** As `redact`, for a reviewer: wherever the cursor stands. @throws TimedOut */
  inspect(text: RequestText): Inspection;
}

export function createRedactor(options: RedactorOptions): InspectingRedactor {
  const now = options.now ?? (() => performance.now());
  const timeoutMs = options.timeoutMs ?? defaults.timeoutMs;
  const maxLength = options.maxLength ?? defaults.maxLength;
  const key = createHmac('sha256', options.key).update(`intramural redaction\0${options.tenant}`).digest();
  const scanner = createScanner([...Object.values(families).flat(), ...(options.rules ?? [])]);

  return {
    inspect(text) {
      const sections = sectionsOf(text);
      const budget = new Budget(now, timeoutMs);
      for (const section of sections)
        section.hits = scanner.scan(section.text, {
          profile: section.profile,
          budget,
          pem: pemStateOf(section.text),
        }).hits;
      const findings = sections.flatMap(section => section.hits.map(hit => findingOf(section.part, hit)));
      const outcome = substitute(text, sections, findings, key);
      if (outcome.kind !== 'redacted') throw new Error(outcome.message);
      return { findings, text: outcome.text };
    },
    redact(text) {
      try {
        const sections = sectionsOf(text);
        const length = sections.reduce((sum, section) => sum + section.text.length, 0);
        if (length > maxLength)
          return refused('too_long', `The request holds ${length} characters; redaction takes at most ${maxLength}.`);
        const budget = new Budget(now, timeoutMs);
        for (const section of sections)
          section.hits = scanner.scan(section.text, {
            profile: section.profile,
            budget,
            pem: pemStateOf(section.text),
          }).hits;
        const findings = sections.flatMap(section => section.hits.map(hit => findingOf(section.part, hit)));
        const cursor = text.prefix.length;
        if (sections[0]!.hits.some(hit => hit.start <= cursor && cursor <= hit.end)) {
          return refused('cursor_in_secret', 'The cursor stands in a secret: nothing is asked for there.', findings);
        }
        return substitute(text, sections, findings, key);
      } catch (error) {
        if (error instanceof TimedOut) return refused('timed_out', `Redaction took longer than ${timeoutMs} ms.`);
        return refused('failed', 'Redaction failed; nothing was sent.');
      }
    },
  };
}

function sectionsOf(text: RequestText): Section[] {
  const section = (part: Part, content: string, profile: Profile): Section => ({
    part,
    text: content,
    profile,
    hits: [],
  });
  return [
    section('document', text.prefix + text.suffix, profileOf(text.path, text.language)),
    section('path', text.path, 'unknown'),
    section('repository', text.repository, 'unknown'),
    section('user', text.user, 'unknown'),
    ...text.context.map((item, index) => section(`context:${index}`, item.text, profileOf(item.path, item.language))),
  ];
}

function substitute(text: RequestText, sections: Section[], findings: Finding[], key: Buffer): RedactionOutcome {
  const placeholders = new Map<string, string>();
  const restorables: Restorable[] = [];
  const replaced = sections.map(section => {
    let out = '';
    let from = 0;
    for (const hit of section.hits) {
      const value = section.text.slice(hit.start, hit.end);
      let placeholder = placeholders.get(value);
      if (placeholder === undefined) {
        const made = placeholderFor(value, {
          key,
          keep: hit.keep,
          isNumber: /^[0-9]/.test(value) && /^[0-9][0-9A-Za-z_]*$/.test(value),
          refuse: candidate =>
            sections.some(({ text: other }) => other.includes(candidate)) ||
            restorables.some(r => r.placeholder === candidate),
        });
        placeholder = made.text;
        if (!made.isMask) restorables.push({ placeholder, value });
        placeholders.set(value, placeholder);
      }
      out += section.text.slice(from, hit.start) + placeholder;
      from = hit.end;
    }
    return out + section.text.slice(from);
  });
  const [document = '', path = '', repository = '', user = '', ...context] = replaced;
  const cursor = text.prefix.length;
  const prefix = document.slice(0, cursor);
  return {
    kind: 'redacted',
    text: {
      prefix,
      suffix: document.slice(cursor),
      path,
      language: text.language,
      repository,
      user,
      context: text.context.map((item, index) => ({ ...item, text: context[index] ?? '' })),
    },
    findings,
    restorer: () => createRestorer(restorables, prefix, text.prefix),
  };
}

const findingOf = (part: Part, hit: Hit): Finding => ({
  rule: hit.rule,
  class: hit.class,
  part,
  start: hit.start,
  end: hit.end,
  confidence: hit.confidence,
});

const refused = (
  code: 'cursor_in_secret' | 'too_long' | 'timed_out' | 'failed',
  message: string,
  findings: Finding[] = [],
): RedactionOutcome => ({ kind: 'refused', code, message, findings });
