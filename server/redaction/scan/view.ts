import type { Budget } from './budget.ts';
import { isLetter, isLineEnd, isLower, isUpper } from './characters.ts';
import type { Hit } from './hit.ts';
import type { Profile } from './profile.ts';
import { Runs } from './runs.ts';

/** What a detector sees of a text while the scanner walks over it, and where it leaves what it found. */
export class View {
  readonly text: string;
  readonly profile: Profile;
  readonly runs: Runs;
  readonly hits: Hit[] = [];
  readonly hasKubernetesSecret: boolean;
  /** Scanning what was found inside base64: one level is enough. */
  readonly isNested: boolean;
  /** Names before this place have been looked at. */
  nameEnd = 0;
  /** Where a command of a kind was last seen. */
  readonly lastCommand = new Map<string, number>();
  /** Numbers before this place have been looked at. */
  numberEnd = 0;
  /** Statements and headers before these places have been looked at. */
  insertEnd = 0;
  cookieEnd = 0;
  passwordLineEnd = 0;
  /** What is disguised before this place has been read as it is meant. */
  disguisedEnd = 0;
  private readonly budget: Budget;
  /** Ends of the values that have been looked at and reach beyond the place that was looked at last. */
  private readonly open: number[] = [];

  constructor(text: string, profile: Profile, budget: Budget, hasKubernetesSecret: boolean, isNested: boolean) {
    this.text = text;
    this.profile = profile;
    this.budget = budget;
    this.hasKubernetesSecret = hasKubernetesSecret;
    this.isNested = isNested;
    this.runs = new Runs(text);
  }

  add(hit: Hit): void {
    this.hits.push(hit);
  }

  /** Whether a value is to be looked at: not if it lies in `deepest` others that were. */
  enter(start: number, end: number): boolean {
    while (this.open.length > 0 && this.open[this.open.length - 1]! <= start) this.open.pop();
    if (this.open.length >= deepest) return false;
    this.open.push(end);
    return true;
  }

  /** Counts work besides the walk itself. @throws TimedOut */
  spend(characters: number): void {
    this.budget.spend(characters);
  }

  nested(text: string, profile: Profile = 'unknown'): View {
    return new View(text, profile, this.budget, false, true);
  }

  /** The start of the line that `at` stands in, at most `reach` characters back. */
  lineStart(at: number, reach = 256): number {
    let start = at;
    const limit = Math.max(0, at - reach);
    while (start > limit && !isLineEnd(this.text.charCodeAt(start - 1))) start--;
    return start;
  }

  /** The end of the line that `at` stands in, at most `reach` characters on. */
  lineEnd(at: number, reach = 256): number {
    let end = at;
    const limit = Math.min(this.text.length, at + reach);
    while (end < limit && !isLineEnd(this.text.charCodeAt(end))) end++;
    return end;
  }

  /** Whether one of the words (lower case) stands before `at`, on its line or on the two above. */
  isNear(at: number, words: readonly string[], after = 0): boolean {
    let start = at;
    const limit = Math.max(0, at - nearReach);
    for (let lines = 0; start > limit; start--)
      if (isLineEnd(this.text.charCodeAt(start - 1)) && ++lines > nearLines) break;
    const before = this.text.slice(start, at + after);
    const lower = before.toLowerCase();
    return words.some(word => {
      for (let found = lower.indexOf(word); found >= 0; found = lower.indexOf(word, found + 1)) {
        if (word.length >= longWord || (isEdge(before, found) && isEdge(before, found + word.length))) return true;
      }
      return false;
    });
  }
}

/** Values inside values that are looked at. */
const deepest = 3;

/** A word ends or begins here: no letter on one side, or a hump. */
function isEdge(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return !isLetter(before) || !isLetter(after) || (isLower(before) && isUpper(after));
}

/** From this length on, a context word is taken inside other words too. */
const longWord = 7;
/** How far context words may stand from what they speak of: characters, and lines above. */
const nearReach = 200;
const nearLines = 2;
