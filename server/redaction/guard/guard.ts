/**
 * The output filter: looks for secrets, personal data, blocked terms and names in a model's stream, before values are put back. It decides
 * line by line, so its verdict and what it lets through are the same however the stream is cut.
 *
 * Hold-back: the line that is being written, and of a line longer than `holdBack` characters the last `holdBack`, and up to `step` more.
 */
import { privateKeys } from '../detect/private-keys.ts';
import { Matcher } from '../restore/matcher.ts';
import { type ClassName, classes } from '../rules/classes.ts';
import { Budget } from '../scan/budget.ts';
import { disjoint, type Hit } from '../scan/hit.ts';
import type { Profile } from '../scan/profile.ts';
import type { Scanner } from '../scan/scanner.ts';
import { slotsOf } from '../substitute/alphabets.ts';
import { maskOf } from '../substitute/placeholder.ts';
import type { Terms } from './terms.ts';

/** Characters of an unfinished line that are held back; more than any rule needs to know a secret by its beginning. */
export const holdBack = 256;
/** An unfinished line is looked at whenever it has grown by so many characters. */
export const step = 64;
/** Characters before a line that belong to its context: as much as detectors look back. */
const context = 448;

export type GuardAction = 'drop' | 'mask' | 'allow';

/** A place in the output that a rule looked at. Never holds the text. */
export interface GuardEvent {
  rule: string;
  class: string;
  action: 'noted' | 'cut' | 'replaced' | 'blocked';
  /** UTF-16 units of the model's output. */
  start: number;
  end: number;
}

export interface GuardOptions {
  scanner: Scanner;
  profile: Profile;
  /** The prefix as it was sent: the output goes on from it. */
  before: string;
  /** Placeholders of this request: the user's own values, which are put back later. */
  own: readonly string[];
  /** Whether a value stands in what was sent: then the model repeats it and has not made it known. */
  wasSent: (value: string) => boolean;
  actionOf: (kind: 'secret' | 'personal' | 'blocked-term' | 'personal-name') => GuardAction;
  blockedTerms: Terms;
  personalNames: Terms;
  /** Findings less sure than this are let through: code that a model writes is full of made-up values. */
  leastConfidence: number;
  now: () => number;
  /** Milliseconds of scanning for one answer; more and the rest is dropped. */
  timeoutMs: number;
}

export interface Guard {
  push(text: string): string;
  /** Returns what was held back; nothing is pushed afterwards. */
  end(): string;
  /** The suggestion was dropped: nothing more comes through. */
  readonly over: boolean;
  readonly events: readonly GuardEvent[];
}

export function createGuard(options: GuardOptions): Guard {
  const tail = options.before.slice(-context);
  const own = options.own.length > 0 ? new Matcher(options.own) : null;
  const events: GuardEvent[] = [];
  const seen = new Set<number>();
  let spent = 0;
  let text = tail;
  /** Up to here everything has been decided and let through. Places are in `text`, which begins with the tail of the prefix. */
  let released = tail.length;
  /** Where the line that is being written begins, in the output. */
  let lineStart = tail.length;
  let over = false;

  function decide(upTo: number, frontier: number): string {
    if (frontier <= released) return '';
    if (spent > options.timeoutMs) return drop({ rule: 'guard-failed', class: 'token', start: released, end: upTo });
    let hits: Hit[];
    const begun = options.now();
    try {
      hits = hitsIn(upTo, new Budget(options.now, options.timeoutMs - spent));
    } catch {
      return drop({ rule: 'guard-failed', class: 'token', start: released, end: upTo });
    } finally {
      spent += options.now() - begun;
    }
    let out = '';
    for (const hit of hits) {
      if (hit.end <= released || hit.start >= frontier || isOwn(hit)) continue;
      const action = options.actionOf(kindOf(hit.class));
      if (action === 'drop') {
        out += text.slice(released, Math.max(released, lineOf(hit.start)));
        released = frontier;
        return out + drop(hit);
      }
      const from = Math.max(released, hit.start);
      const to = Math.min(frontier, hit.end);
      out += text.slice(released, from) + (action === 'mask' ? mask(text.slice(from, to)) : text.slice(from, to));
      released = to;
      note(hit, action === 'mask' ? 'replaced' : 'noted');
    }
    out += text.slice(released, frontier);
    released = frontier;
    return out;
  }

  /** A dropped line is dropped whole, as far as it has not gone out. */
  const lineOf = (at: number): number => text.lastIndexOf('\n', at - 1) + 1;

  function hitsIn(upTo: number, budget: Budget): Hit[] {
    const from = Math.max(0, Math.min(released, lineStart) - context);
    const window = text.slice(from, upTo);
    const found = options.scanner.scan(window, { profile: options.profile, budget, hasKubernetesSecret: false });
    const all = [...found, ...privateKeys(window, 0, window.length, 'outside').hits].filter(
      hit => hit.confidence >= options.leastConfidence && !options.wasSent(window.slice(hit.start, hit.end)),
    );
    for (const [terms, rule] of [
      [options.blockedTerms, 'blocked-term'],
      [options.personalNames, 'personal-name'],
    ] as const) {
      for (const { start, end } of terms.find(window))
        all.push({ rule, class: rule, start, end, confidence: 1, keep: 0 });
    }
    return disjoint(all).map(hit => ({ ...hit, start: hit.start + from, end: hit.end + from }));
  }

  /** Nothing in it but placeholders of this request. */
  function isOwn(hit: Hit): boolean {
    if (own === null) return false;
    const value = text.slice(hit.start, hit.end);
    let left = value;
    for (const placeholder of options.own) left = left.replaceAll(placeholder, '');
    if (left !== value && left.replace(/[^\p{L}\p{N}]/gu, '').length < 4) return true;
    // A placeholder that goes on beyond the hit, or began before it.
    const from = Math.max(0, hit.start - context);
    let isInside = false;
    own.visit(text.slice(from, hit.end + context), (_, start, end) => {
      if (from + start <= hit.start && from + end >= hit.end) isInside = true;
      return false;
    });
    return isInside;
  }

  function drop(hit: Pick<Hit, 'rule' | 'start' | 'end'> & { class: string }): string {
    over = true;
    note(hit, 'blocked');
    return '';
  }

  function note(hit: Pick<Hit, 'rule' | 'start' | 'end'> & { class: string }, action: GuardEvent['action']): void {
    if (seen.has(hit.start)) return;
    seen.add(hit.start);
    const start = Math.max(0, hit.start - tail.length);
    events.push({ rule: hit.rule, class: hit.class, action, start, end: Math.max(start, hit.end - tail.length) });
  }

  return {
    events,
    get over() {
      return over;
    },
    push(piece) {
      if (over) return '';
      const known = text.length;
      text += piece;
      let out = '';
      for (let at = known; at < text.length && !over; at++) {
        if (text.charCodeAt(at) === 10) {
          out += decide(at + 1, at + 1);
          lineStart = at + 1;
        } else {
          const length = at + 1 - lineStart;
          if (length > holdBack && length % step === 0) out += decide(at + 1, at + 1 - holdBack);
        }
      }
      return out;
    },
    end() {
      return over ? '' : decide(text.length, text.length);
    },
  };
}

function kindOf(name: string): 'secret' | 'personal' | 'blocked-term' | 'personal-name' {
  if (name === 'blocked-term' || name === 'personal-name') return name;
  return classes[name as ClassName].kind;
}

const mask = (value: string): string => maskOf(value, slotsOf(value, 0, false));
