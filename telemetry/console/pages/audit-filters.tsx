import { type Address, navigate, withQuery } from '../router.ts';
import { useText } from '../text/text.ts';

const results = ['completed', 'cancelled', 'refused', 'failed', 'under_way', 'redacted'] as const;
/** Kinds worth a look by themselves; `all` shows the others. */
const kinds = ['inference.outcome', 'egress.dialled', 'egress.refused', 'access.refused', 'policy.loaded', 'log.start'];

export function AuditFilters({ address }: { address: Address }) {
  const text = useText();
  const value = (name: string) => address.query.get(name) ?? '';
  return (
    <form
      class="filters no-print"
      aria-label={text.audit.filter}
      onSubmit={event => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const field = (name: string) => String(form.get(name) ?? '').trim() || null;
        const language = field('language')?.toLowerCase() ?? null;
        navigate(withQuery(address, { kind: field('kind'), decision: field('decision'), language, before: null }));
      }}
    >
      <label class="field">
        <span>{text.audit.kind}</span>
        <select name="kind" defaultValue={value('kind')} value={value('kind')}>
          <option value="">{text.audit.inferences}</option>
          <option value="all">{text.audit.all}</option>
          {kinds.map(kind => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{text.audit.decision}</span>
        <select name="decision" value={value('decision')}>
          <option value="">{text.audit.any}</option>
          {results.map(result => (
            <option key={result} value={result}>
              {text.audit.results[result]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{text.audit.language}</span>
        <input
          name="language"
          defaultValue={value('language')}
          pattern="[A-Za-z][A-Za-z0-9._+#\-]*"
          maxLength={32}
          placeholder={text.audit.languageHelp}
          spellcheck={false}
          autocomplete="off"
        />
      </label>
      <button type="submit" class="primary">
        {text.audit.apply}
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => navigate(withQuery(address, { kind: null, decision: null, language: null, before: null }))}
      >
        {text.audit.clear}
      </button>
    </form>
  );
}
