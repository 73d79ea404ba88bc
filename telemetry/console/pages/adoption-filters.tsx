import type { AdoptionAnswer } from '../../metrics/adoption.ts';
import { dimensions } from '../../metrics/dimensions.ts';
import { periodBefore } from '../../metrics/period-before.ts';
import { Segmented } from '../parts/segmented.tsx';
import { Select } from '../parts/select.tsx';
import { type Address, navigate, withQuery } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';

const presets = ['7', '28', '90', '365'];

/** Period, dimension, value and whose data. Each choice goes into the address. */
export function AdoptionFilters({ address, answer }: { address: Address; answer: AdoptionAnswer | null }) {
  const text = useText();
  const language = useLanguage();
  const go = (changes: Record<string, string | null>) => navigate(withQuery(address, changes));
  const ownPeriod = address.query.has('from');
  const days = address.query.get('days') ?? '28';
  const by = address.query.get('by') ?? 'language';
  const only = address.query.get('only');
  const values = answer?.values ?? [];
  return (
    <div class="filters no-print">
      <Segmented
        label={text.adoption.period}
        value={ownPeriod ? 'own' : days}
        options={[
          ...presets.map(value => ({ value, title: text.adoption.days(Number(value)) })),
          { value: 'own', title: text.adoption.own },
        ]}
        onChange={value =>
          value === 'own'
            ? go({ days: null, from: answer?.from ?? null, to: answer?.to ?? null })
            : go({ days: value === '28' ? null : value, from: null, to: null })
        }
      />
      {ownPeriod && (
        <>
          <DayField label={text.adoption.from} value={address.query.get('from')} onChange={from => go({ from })} />
          <DayField label={text.adoption.to} value={address.query.get('to')} onChange={to => go({ to })} />
        </>
      )}
      <Select
        label={text.adoption.by}
        value={by}
        options={dimensions
          .filter(({ id }) => id !== 'day')
          .map(({ id, title }) => ({ value: id, title: title[language] }))}
        onChange={value => go({ by: value === 'language' ? null : value, only: null, versus: null })}
      />
      <Select
        label={text.adoption.only}
        value={only ?? ''}
        options={[
          { value: '', title: text.adoption.all },
          ...[...new Set([...values, ...(only === null ? [] : [only])])].map(value => ({ value, title: value })),
        ]}
        onChange={value => go({ only: value === '' ? null : value, versus: null })}
      />
      {answer?.scope === 'everyone' && (
        <Select
          label={text.adoption.versus}
          value={address.query.get('versus') ?? ''}
          options={[
            { value: '', title: text.adoption.versusNothing },
            { value: periodBefore, title: text.adoption.versusBefore },
            ...(only === null ? [] : values.filter(value => value !== only).map(value => ({ value, title: value }))),
          ]}
          onChange={value => go({ versus: value === '' ? null : value })}
        />
      )}
      {answer?.mayAskEveryone && (
        <Segmented
          label={text.adoption.scope}
          value={answer.scope}
          options={[
            { value: 'everyone', title: text.adoption.everyone },
            { value: 'mine', title: text.adoption.mine },
          ]}
          onChange={scope => go({ scope })}
        />
      )}
    </div>
  );
}

function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (day: string) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="date"
        value={value ?? ''}
        onChange={event => {
          if (event.currentTarget.value) onChange(event.currentTarget.value);
        }}
      />
    </label>
  );
}
