import type { ComponentChildren } from 'preact';
import { type Address, navigate } from '../router.ts';
import { useText } from '../text/text.ts';

/** Every filter of the audit pages; each stands in the address under its own name. */

const results = ['completed', 'cancelled', 'refused', 'failed', 'under_way'] as const;
const decisions = ['redacted', 'deny', 'change', 'skip', 'fail', 'allow'] as const;
/** Kinds worth a look by themselves; `all` shows the others. */
const kinds = [
  'inference.outcome',
  'egress.dialled',
  'egress.refused',
  'access.refused',
  'policy.loaded',
  'policy.refused',
  'log.start',
  'log.read',
  'export',
  'sign_in',
  'break_glass.captured',
  'break_glass.released',
];
const times = ['from', 'to'] as const;
const typed = ['team', 'repository', 'path', 'language', 'model', 'tier', 'rule', 'class'] as const;
const always = ['kind', ...times, 'person', 'result', 'decision'] as const;
export const filterNames = [...always, ...typed, 'outcome'] as const;

/** What of an address asks for records: filters, and nothing else. */
export function filtersIn({ query }: Address): URLSearchParams {
  return new URLSearchParams(filterNames.flatMap(name => (query.get(name) ? [[name, query.get(name)!]] : [])));
}

export function AuditFilters({ address, kinds: withKinds }: { address: Address; kinds: boolean }) {
  const { audit } = useText();
  const value = (name: string) => address.query.get(name) ?? '';
  const help: Partial<Record<string, string>> = {
    person: audit.personHelp,
    repository: audit.repositoryHelp,
    path: audit.pathHelp,
    language: 'java',
  };
  const text = (name: 'person' | (typeof typed)[number]) => (
    <label class="field" key={name}>
      <span>{audit[name]}</span>
      <input
        name={name}
        defaultValue={value(name)}
        maxLength={320}
        placeholder={help[name]}
        spellcheck={false}
        autocomplete="off"
      />
    </label>
  );
  return (
    <form
      class="audit-filters no-print"
      aria-label={audit.filter}
      onSubmit={event => {
        event.preventDefault();
        navigate(`${address.path}${asQuery(new FormData(event.currentTarget))}`);
      }}
    >
      <div class="filters">
        {withKinds && (
          <Choice name="kind" title={audit.kind} value={value('kind')}>
            <option value="">{audit.inferences}</option>
            <option value="all">{audit.all}</option>
            {kinds.map(kind => (
              <option key={kind} value={kind}>
                {kind}
              </option>
            ))}
          </Choice>
        )}
        {times.map(name => (
          <label class="field" key={name}>
            <span>{audit[name]}</span>
            <input type="datetime-local" name={name} step="1" defaultValue={localTime(value(name))} />
          </label>
        ))}
        {text('person')}
        <Choice name="result" title={audit.result} value={value('result')}>
          <option value="">{audit.any}</option>
          {results.map(result => (
            <option key={result} value={result}>
              {audit.results[result]}
            </option>
          ))}
        </Choice>
        <Choice name="decision" title={audit.decision} value={value('decision')}>
          <option value="">{audit.any}</option>
          {decisions.map(decision => (
            <option key={decision} value={decision}>
              {audit.decisions[decision]}
            </option>
          ))}
        </Choice>
      </div>
      <details open={[...typed, 'outcome'].some(name => value(name) !== '')}>
        <summary>{audit.more}</summary>
        <div class="filters">
          {typed.map(text)}
          <Choice name="outcome" title={audit.outcome} value={value('outcome')}>
            <option value="">{audit.any}</option>
            {Object.entries(audit.outcomes).map(([state, title]) => (
              <option key={state} value={state}>
                {title}
              </option>
            ))}
          </Choice>
        </div>
      </details>
      <p class="choices">
        <button type="submit" class="primary">
          {audit.apply}
        </button>
        <button type="button" class="quiet" onClick={() => navigate(address.path)}>
          {audit.clear}
        </button>
      </p>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  title: string;
  value: string;
  children: ComponentChildren;
}

function Choice({ name, title, value, children }: ChoiceProps) {
  return (
    <label class="field">
      <span>{title}</span>
      <select name={name} value={value}>
        {children}
      </select>
    </label>
  );
}

/** Times go into the address as moments, so that the link means the same to a reader in another zone. */
function asQuery(form: FormData): string {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const given = String(form.get(name) ?? '').trim();
    if (given === '') continue;
    const isTime = (times as readonly string[]).includes(name);
    query.set(name, isTime ? new Date(given).toISOString() : given);
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** A moment as the field for local times wants it; empty for what is none. */
function localTime(moment: string): string {
  const at = Date.parse(moment);
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
