import type { Place, Rules } from './decide.ts';
import { armName, armOf } from './experiment.ts';
import { teamLimits } from './quotas.ts';
import { completionFor } from './schema.ts';

/** What a policy says of a request, rule by rule, with the place of the rule that decides. */

export interface Question {
  user: string;
  team: string;
  repository: string;
  path: string;
  language: string;
  /** A model's tier; null asks for the choice of `auto`. */
  tier: string | null;
  /** Tokens of the answer asked for. */
  tokens: number;
}

export interface Step {
  rule:
    | 'expiry'
    | 'language'
    | 'path'
    | 'data_class'
    | 'tiers'
    | 'experiment'
    | 'tier'
    | 'tokens'
    | 'user_quota'
    | 'team_quota';
  decision: 'allow' | 'deny' | 'limit';
  says: string;
  place: Place;
}

export interface Explanation {
  allowed: boolean;
  steps: Step[];
}

/**
 * Stops at the first rule that denies, as the gateway does.
 * @param clock milliseconds since 1970.
 */
export function explain(rules: Rules, question: Question, clock: number): Explanation {
  const steps: Step[] = [];
  for (const step of stepsOf(rules, question, clock)) {
    steps.push(step);
    if (step.decision === 'deny') return { allowed: false, steps };
  }
  return { allowed: true, steps };
}

function* stepsOf(rules: Rules, question: Question, clock: number): Generator<Step> {
  const { policy } = rules;
  const { language, path, repository, team } = question;
  const step = (rule: Step['rule'], decision: Step['decision'], says: string, place: Place): Step => ({
    rule,
    decision,
    says,
    place,
  });

  yield clock < rules.expiresAt
    ? step('expiry', 'allow', policy.expires === null ? 'it has no end' : `until ${policy.expires}`, ['expires'])
    : step('expiry', 'deny', `expired on ${policy.expires}`, ['expires']);

  yield rules.servesLanguage(language)
    ? step('language', 'allow', policy.languages === null ? 'every language' : `${language} is listed`, ['languages'])
    : step('language', 'deny', `${language || 'no language'} is not listed`, ['languages']);

  const excluding = rules.excludingPath(path);
  yield excluding === null
    ? step('path', 'allow', 'no pattern excludes it', ['exclude', 'paths'])
    : step('path', 'deny', `excluded by ${policy.exclude.paths[excluding.at(-1) as number]}`, excluding);

  const { value: dataClass, place } = rules.dataClass(repository);
  const match = place[0] === 'repositories' ? policy.repositories[place[1] as number]!.match : null;
  const why = match === null ? 'no line names the repository' : `the repository fits ${match}`;
  yield step('data_class', 'allow', `${dataClass ?? 'none'}: ${why}`, place);

  const tiers = rules.tiersOf(dataClass);
  const reach = tiers.value === null ? 'any tier' : tiers.value.length === 0 ? 'no tier' : tiers.value.join(', ');
  yield step('tiers', tiers.value?.length === 0 ? 'deny' : 'allow', `may reach ${reach}`, tiers.place);

  const arm = armOf(policy.experiment, { subject: question.user, team });
  if (policy.experiment !== null) {
    const says = arm === null ? 'in no arm' : `in the arm ${armName(policy.experiment, arm)}`;
    yield step('experiment', 'allow', says, arm === null ? ['experiment'] : ['experiment', 'arms', arm]);
  }

  yield tierStep();

  const most = completionFor(policy, arm).max_tokens;
  yield step('tokens', 'limit', `an answer has at most ${Math.min(question.tokens, most)} tokens`, [
    'completion',
    'max_tokens',
  ]);
  yield step('user_quota', 'limit', limitsInWords(policy.quotas.user), ['quotas', 'user']);
  const own = Object.hasOwn(policy.quotas.teams, team);
  yield step(
    'team_quota',
    'limit',
    limitsInWords(teamLimits(policy.quotas, team)),
    own ? ['quotas', 'teams', team] : ['quotas', 'team'],
  );

  function tierStep(): Step {
    if (question.tier !== null) {
      const allowed = tiers.value === null || tiers.value.includes(question.tier);
      return step('tier', allowed ? 'allow' : 'deny', `${question.tier} is ${allowed ? '' : 'not '}one`, tiers.place);
    }
    if (policy.tiers.length === 0) return step('tier', 'allow', 'the first model that it may reach', ['tiers']);
    const yes = () => true;
    const chosen = rules.chooseTier({
      dataClass,
      language,
      team,
      arm,
      tokens: question.tokens,
      served: yes,
      idle: yes,
    });
    return chosen === null
      ? step('tier', 'deny', 'no line of tiers fits', ['tiers'])
      : step('tier', 'allow', `${chosen.value}, while its models are idle`, chosen.place);
  }
}

function limitsInWords(limits: { requests_per_minute: number | null; tokens_per_day: number | null }): string {
  const { requests_per_minute: requests, tokens_per_day: tokens } = limits;
  const said = [
    ...(requests === null ? [] : [`${requests} requests a minute`]),
    ...(tokens === null ? [] : [`${tokens} tokens a day`]),
  ];
  return said.length === 0 ? 'no limit' : said.join(', ');
}

/** A place as a person writes it, such as `repositories[2].data_class`. */
export function placeInWords(place: Place): string {
  return place
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
