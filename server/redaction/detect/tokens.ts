/** Tokens known by their form: the rules that are data. */
import { checks } from '../checksum/checks.ts';
import { lookOf } from '../look/look.ts';
import { isMonotonous, isPlaceholder } from '../look/placeholder.ts';
import type { TokenRule } from '../rules/rule.ts';
import { isAlphanumeric, isIdentifier } from '../scan/characters.ts';
import { compilePattern, matchCutRow, matchRow, PatternError, type Row } from '../scan/pattern.ts';
import type { View } from '../scan/view.ts';
import type { Detector } from './detector.ts';

interface Candidate {
  row: Row;
  rule: TokenRule;
  /** Letters and digits that the row takes before anything else. */
  lead: number;
}

export interface TokenDetectors {
  detectors: Detector[];
  /** Tries the rules that have no keyword at the start of a run of letters and digits. */
  atRun(view: View, start: number, length: number): void;
  /** No run shorter than this is worth a try. */
  shortestRun: number;
}

/** Above this share of its letters in words, a token's body is prose or an identifier. */
const mostWordiness = 0.7;

/** How sure a token of which only the beginning stands in the text is. */
const cutConfidence = 0.65;

export function tokenDetectors(rules: readonly TokenRule[]): TokenDetectors {
  const byAnchor = new Map<string, Candidate[]>();
  const unanchored: Candidate[] = [];
  for (const rule of rules) {
    for (const row of compilePattern(rule.pattern, rule.ignoreCase).rows) {
      const candidate: Candidate = { row, rule, lead: leadOf(row) };
      if (row.anchor === '') {
        if (candidate.lead < shortestLead) throw new PatternError(noAnchor(rule));
        unanchored.push(candidate);
        continue;
      }
      const list = byAnchor.get(row.anchor);
      if (list === undefined) byAnchor.set(row.anchor, [candidate]);
      else list.push(candidate);
    }
  }
  const detectors = [...byAnchor].map(
    ([anchor, candidates]): Detector => ({
      keywords: [anchor],
      detect(view, start) {
        for (const candidate of candidates) attempt(view, candidate, start - candidate.row.anchorAt);
      },
    }),
  );
  return {
    detectors,
    shortestRun: unanchored.reduce((least, { lead }) => Math.min(least, lead), Number.POSITIVE_INFINITY),
    atRun(view, start, length) {
      for (const candidate of unanchored) if (length >= candidate.lead) attempt(view, candidate, start);
    },
  };
}

/** A rule without a keyword must begin with at least so many letters or digits, or it would have to be tried everywhere. */
const shortestLead = 8;

const noAnchor = (rule: TokenRule): string =>
  `rule ${rule.id}: the pattern ${JSON.stringify(rule.pattern)} needs two characters in a row that are always the same, at a fixed distance from its start, or at least ${shortestLead} letters or digits at its start`;

function leadOf(row: Row): number {
  let lead = 0;
  for (const atom of row.atoms) {
    if (atom.set === null || atom.set.has.some((has, unit) => has === 1 && !isAlphanumeric(unit))) break;
    lead += atom.min;
    if (atom.min !== atom.max) break;
  }
  return lead;
}

function attempt(view: View, { row, rule }: Candidate, start: number): void {
  const { text } = view;
  if (start < 0 || (!rule.inside && !standsAlone(text, start))) return;
  const whole = matchRow(row, view.runs, start);
  // The window may have cut it off.
  const match = whole ?? (text.length - start < row.length ? matchCutRow(row, view.runs, start) : null);
  if (match === null) return;
  if (!rule.inside && isIdentifier(text.charCodeAt(match.end)) && text.charCodeAt(match.end) !== 36) return;
  const value = text.slice(match.valueStart, match.valueEnd);
  const keep = rule.keep ?? (row.valueFrom === 0 ? row.head : 0);
  view.spend(value.length);
  const body = value.slice(keep);
  if (rule.look === 'unmasked') {
    if (isMonotonous(body)) return;
  } else if (rule.look !== 'any' && (isPlaceholder(body) || lookOf(body).wordiness > mostWordiness)) return;
  if (rule.near !== undefined && !view.isNear(start, rule.near)) return;
  if (whole === null && lookOf(body).digits === 0) return;
  let confidence = whole === null ? Math.min(rule.confidence, cutConfidence) : rule.confidence;
  if (rule.check !== undefined && whole !== null) {
    const check = checks[rule.check];
    if (check.holds(value)) confidence = Math.max(confidence, check.confidence);
    else if (check.isRequired) return;
  }
  view.add({ rule: rule.id, class: rule.class, start: match.valueStart, end: match.valueEnd, confidence, keep });
}

/** Nothing that belongs to the token stands before it, except the letter of an escape such as `\n` or the digits of `%3D`. */
function standsAlone(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (!isAlphanumeric(before)) return true;
  return text.charCodeAt(start - 2) === 92 || text.charCodeAt(start - 3) === 37;
}
