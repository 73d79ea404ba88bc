/** The evidence of a rule: its examples are scanned, and a rule that they refute is refused with the reason. */
import { Budget } from '../scan/budget.ts';
import { compilePattern, PatternError } from '../scan/pattern.ts';
import { createScanner } from '../scan/scanner.ts';
import { exampleOf } from './example.ts';
import type { TokenRule } from './rule.ts';

/** @throws PatternError naming the rule and what is wrong with it. */
export function checkRules(rules: readonly TokenRule[]): void {
  const [first] = refutationsOf(rules);
  if (first !== undefined) throw new PatternError(first[1]);
}

/** What is wrong with each rule that its own words refute, by its place among them. */
export function refutationsOf(rules: readonly TokenRule[]): [index: number, reason: string][] {
  const found: [number, string][] = [];
  const ids = new Set<string>();
  rules.forEach((rule, index) => {
    try {
      checkRule(rule);
      if (ids.has(rule.id)) throw new PatternError(`there are two rules ${rule.id}`);
      ids.add(rule.id);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      found.push([index, error.message]);
    }
  });
  return found;
}

export function checkRule(rule: TokenRule): void {
  if (!/^[a-z0-9][a-z0-9-]{1,62}$/.test(rule.id))
    throw new PatternError(`rule "${rule.id}": an id is written in small letters, digits and hyphens`);
  if (rule.matches.length === 0) throw new PatternError(`rule ${rule.id} has no example of what it finds`);
  if (rule.leaves.length === 0) throw new PatternError(`rule ${rule.id} has no example of what it leaves alone`);
  if (!(rule.confidence > 0 && rule.confidence <= 1))
    throw new PatternError(`rule ${rule.id}: the confidence lies between 0 and 1`);
  let scanner: ReturnType<typeof createScanner>;
  try {
    compilePattern(rule.pattern, rule.ignoreCase);
    scanner = createScanner([rule]);
  } catch (error) {
    if (error instanceof PatternError) throw new PatternError(`rule ${rule.id}: ${error.message}`);
    throw error;
  }
  const finds = (text: string): boolean =>
    scanner
      .scan(text, { profile: 'unknown', budget: new Budget(() => 0, 1), hasKubernetesSecret: false })
      .some(hit => hit.rule === rule.id);
  for (const example of rule.matches) {
    const text = exampleOf(rule, example);
    if (!finds(text))
      throw new PatternError(`rule ${rule.id} does not find its own example ${JSON.stringify(example)}`);
  }
  for (const example of rule.leaves) {
    // Something follows: what the end of a text cuts off may be the beginning of a token.
    const text = `${exampleOf(rule, example)}\n`;
    if (finds(text))
      throw new PatternError(`rule ${rule.id} finds ${JSON.stringify(example)}, which it is to leave alone`);
  }
}
