import { excludingPattern } from '../wire/excluded-paths.ts';
import { globMatcher, literal, many, manyInStep } from '../wire/glob.ts';
import type { TierChoice } from './routing.ts';
import type { FullPolicy } from './schema.ts';

/** Reads a policy once, and then answers quickly what it says of a request. The gateway and `policy explain` ask the same. */

/** Where in the policy a decision stands, such as `['repositories', 2]`. */
export type Place = readonly (string | number)[];

export interface Decided<T> {
  value: T;
  place: Place;
}

export interface TierQuestion {
  dataClass: string | null;
  language: string;
  team: string;
  /** Arm of the experiment; null: in none. */
  arm: string | null;
  /** Tokens of the answer asked for. */
  tokens: number;
  /** Whether a model of this tier is served at all, and has a place free at once. */
  served(tier: string): boolean;
  idle(tier: string): boolean;
}

export interface Rules {
  readonly policy: FullPolicy;
  /** Milliseconds since 1970 from which on nothing is served; Infinity without an end. */
  readonly expiresAt: number;
  /** The pattern that excludes a path; null where none does. */
  excludingPath(path: string): Place | null;
  /** The first marker that stands in a text; null where none does. */
  excludingContent(text: string): Place | null;
  servesLanguage(language: string): boolean;
  /** The class of a repository's data; null is none. */
  dataClass(repository: string): Decided<string | null>;
  /** Tiers that may see data of a class; null is any. */
  tiersOf(dataClass: string | null): Decided<readonly string[] | null>;
  /** The tier for a request that names no model; null where no line fits. */
  chooseTier(question: TierQuestion): Decided<string> | null;
}

export function readRules(policy: FullPolicy): Rules {
  const excluding = excludingPattern(policy.exclude.paths);
  const markers = policy.exclude_content.map(marker => marker.normalize('NFC').toLowerCase());
  const plainMarkers = markers.every(marker => /^[\x20-\x7e]*$/.test(marker));
  const repositories = policy.repositories.map(({ match }) => repositoryMatcher(match));
  const languages = policy.languages === null ? null : new Set(policy.languages);

  const tiersOf = (name: string | null): Decided<readonly string[] | null> =>
    name === null
      ? { value: null, place: ['default_data_class'] }
      : { value: policy.data_classes[name]?.tiers ?? null, place: ['data_classes', name, 'tiers'] };

  return {
    policy,
    expiresAt: policy.expires === null ? Number.POSITIVE_INFINITY : Date.parse(policy.expires),
    excludingPath: path => {
      const index = path === '' ? null : excluding(path);
      return index === null ? null : ['exclude', 'paths', index];
    },
    excludingContent: text => {
      if (markers.length === 0) return null;
      // An accent may be written in two pieces.
      const plain = (plainMarkers ? text : text.normalize('NFC')).toLowerCase();
      const index = markers.findIndex(marker => plain.includes(marker));
      return index < 0 ? null : ['exclude_content', index];
    },
    servesLanguage: language => languages === null || languages.has(language),
    dataClass: repository => {
      const index = repository === '' ? -1 : repositories.findIndex(fits => fits(repository));
      return index < 0
        ? { value: policy.default_data_class, place: ['default_data_class'] }
        : { value: policy.repositories[index]!.data_class, place: ['repositories', index] };
    },
    tiersOf,
    chooseTier: question => {
      const reachable = tiersOf(question.dataClass).value;
      const index = policy.tiers.findIndex(
        choice =>
          fits(choice, question) &&
          (reachable === null || reachable.includes(choice.tier)) &&
          question.served(choice.tier) &&
          (choice.load === undefined || question.idle(choice.tier)),
      );
      return index < 0 ? null : { value: policy.tiers[index]!.tier, place: ['tiers', index] };
    },
  };
}

function fits(choice: TierChoice, { dataClass, language, team, arm, tokens }: TierQuestion): boolean {
  return (
    (choice.data_classes === undefined || (dataClass !== null && choice.data_classes.includes(dataClass))) &&
    (choice.languages === undefined || choice.languages.includes(language)) &&
    (choice.teams === undefined || choice.teams.includes(team)) &&
    (choice.arms === undefined || (arm !== null && choice.arms.includes(arm))) &&
    tokens >= (choice.least_tokens ?? 0) &&
    tokens <= (choice.most_tokens ?? Number.POSITIVE_INFINITY)
  );
}

/** Upper and lower case are the same, as for most servers that hold repositories. */
function repositoryMatcher(match: string): (repository: string) => boolean {
  const parts = match.match(/\*+|[^*]+/g) ?? [];
  const isStar = (part: string) => part.startsWith('*');
  // The quick way for the usual line; several stars can be turned against a regular expression.
  if (parts.filter(isStar).length <= 1) {
    const source = parts.map(part => (isStar(part) ? (part === '*' ? '[^/]*' : '.*') : escaped(part)));
    const expression = new RegExp(`^${source.join('')}$`, 'isu');
    return repository => expression.test(repository);
  }
  const tokens = parts.flatMap(part => (isStar(part) ? [part === '*' ? manyInStep : many] : literal(part)));
  return globMatcher(tokens, false);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.+?(){}|[\]/]/g, '\\$&');
}
