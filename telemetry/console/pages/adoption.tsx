import { useMemo } from 'preact/hooks';
import type { AdoptionAnswer } from '../../metrics/adoption.ts';
import { type Metric, metrics } from '../../metrics/definitions.ts';
import { dimensions } from '../../metrics/dimensions.ts';
import { formatPercent, formatTime } from '../format.ts';
import { Comparison } from '../parts/comparison.tsx';
import { Cost } from '../parts/cost.tsx';
import { Funnel } from '../parts/funnel.tsx';
import { Latency } from '../parts/latency.tsx';
import { Notice } from '../parts/notice.tsx';
import { Pending } from '../parts/pending.tsx';
import { RateTable } from '../parts/rate-table.tsx';
import { Retention } from '../parts/retention.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { type Series, SmallMultiples } from '../parts/small-multiples.tsx';
import { Tile } from '../parts/tile.tsx';
import { SideBySide } from '../parts/versus.tsx';
import { type Address, followLink, navigate, withQuery } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, useAnswer, usePage } from '../use-answer.ts';
import { AdoptionFilters } from './adoption-filters.tsx';
import { daysOf, seriesOf, totalsOf, valuesByDay } from './adoption-series.ts';

/** Panels that can be taken in at a glance; the table has all values. */
const mostPanels = 6;
const tileMetrics = [
  'seen_rate',
  'shown_rate',
  'request_rate',
  'kept_share',
  'character_share',
  'kept_character_share',
  'shown',
  'accepted',
  'accepted_lines',
  'suggestions_per_request',
  'reuse_share',
  'coverage',
];
const comparedMetrics = ['shown', 'accepted', 'seen_rate', 'shown_rate', 'kept_share', 'character_share'];
const rateMetrics = ['shown_rate', 'seen_rate', 'request_rate'];
const pick = (ids: readonly string[]): Metric[] => ids.map(id => metrics.find(metric => metric.id === id)!);

/** What of the page's address the server is asked for; the rest only says how it is shown. */
const asked = ['from', 'to', 'days', 'by', 'only', 'scope', 'versus'];

interface PageProps {
  address: Address;
  onSignedOut: () => void;
}

export function AdoptionPage({ address, onSignedOut }: PageProps) {
  const text = useText();
  const query = new URLSearchParams([...address.query].filter(([name]) => asked.includes(name)));
  const [state, reload] = useAnswer<AdoptionAnswer>(`adoption?${query}`);
  const answer = contentOf(state);

  usePage(`${text.adoption.title} · ${text.product}`, state, onSignedOut);

  return (
    <div aria-busy={state.kind === 'loading'}>
      <div class="page-head">
        <div>
          <h1>{text.adoption.title}</h1>
          <p class="lead">{text.adoption.lead}</p>
        </div>
        <button type="button" class="quiet no-print" onClick={reload}>
          {text.states.refresh}
        </button>
      </div>
      <AdoptionFilters address={address} answer={answer} />
      {answer && <Figures answer={answer} address={address} query={query} onRefresh={reload} />}
      <Pending state={state} needs="lead" onRetry={reload} />
    </div>
  );
}

interface FiguresProps {
  answer: AdoptionAnswer;
  address: Address;
  query: URLSearchParams;
  onRefresh: () => void;
}

function Figures({ answer, address, query, onRefresh }: FiguresProps) {
  const text = useText();
  const language = useLanguage();
  const by = dimensions.find(({ id }) => id === answer.by)!.title[language];
  const coverage = totalsOf(answer).find(({ value }) => value === answer.only)?.figures.coverage?.value ?? null;
  const note = [
    text.adoption.covers(coverage === null ? '–' : formatPercent(coverage, language)),
    ...(answer.newest === null ? [] : [text.adoption.newest(formatTime(answer.newest, language))]),
  ].join(' ');
  const total = totalsOf(answer).find(({ value }) => value === answer.only);
  return (
    <>
      <p class="scope-note">{scopeNote(answer, text.adoption)}</p>
      {answer.rows.length === 0 || !total ? (
        <Empty answer={answer} onRefresh={onRefresh} />
      ) : (
        <>
          <h2 class="visually-hidden">{text.adoption.figures}</h2>
          <div class="tiles">
            {pick(tileMetrics).map(metric => (
              <Tile
                key={metric.id}
                metric={metric}
                figure={total.figures[metric.id]}
                days={valuesByDay(answer, metric.id, answer.only)}
                names={daysOf(answer)}
                note={note}
                csv={`/console/api/adoption.csv?${query}${query.size > 0 ? '&' : ''}metric=${metric.id}`}
                sql={answer.sql[metric.id] ?? ''}
              />
            ))}
          </div>
          {answer.versus && <SideBySide versus={answer.versus} />}
          <Funnel rows={answer.funnel} sql={answer.sql.funnel ?? ''} />
          <RatesOverTime answer={answer} address={address} by={by} />
          {answer.only === null && (
            <Comparison
              title={text.adoption.compare(by.toLowerCase())}
              dimension={by}
              metrics={pick(comparedMetrics)}
              totals={totalsOf(answer)}
              standardised={answer.standardised}
            />
          )}
          <Retention points={answer.retention} sql={answer.sql.retention ?? ''} />
          <Latency
            rows={answer.latency}
            sql={answer.sql.latency ?? ''}
            effect={withQuery(address, { by: 'waiting', only: null, versus: null })}
            onFollow={followLink}
          />
          <Cost rows={answer.cost} currency={answer.currency} sql={answer.sql.cost ?? ''} />
        </>
      )}
      <Foot answer={answer} query={query} />
    </>
  );
}

function RatesOverTime({ answer, address, by }: { answer: AdoptionAnswer; address: Address; by: string }) {
  const text = useText();
  const language = useLanguage();
  const rateId = rateMetrics.find(id => id === address.query.get('rate')) ?? rateMetrics[0]!;
  const rate = metrics.find(({ id }) => id === rateId)!;
  const asTable = address.query.get('view') === 'table';
  const days = useMemo(() => daysOf(answer), [answer]);
  const all: Series[] = useMemo(() => seriesOf(answer, rateId, days), [answer, rateId, days]);
  const drawn = useMemo(() => all.slice(0, mostPanels), [all]);
  const overall = useMemo(
    () =>
      answer.only === null ? { name: text.adoption.allTogether, values: valuesByDay(answer, rateId, null) } : null,
    [answer, rateId, text],
  );
  const title = text.adoption.overTime(rate.title[language], by.toLowerCase());
  return (
    <section class="card">
      <div class="card-head">
        <h2>{title}</h2>
        <div class="card-tools no-print">
          <Segmented
            label={text.adoption.rate}
            value={rateId}
            options={pick(rateMetrics).map(({ id, title }) => ({ value: id, title: title[language] }))}
            onChange={value => navigate(withQuery(address, { rate: value === rateMetrics[0] ? null : value }))}
          />
          <Segmented
            label={text.adoption.view}
            value={asTable ? 'table' : 'chart'}
            options={[
              { value: 'chart', title: text.adoption.chart },
              { value: 'table', title: text.adoption.table },
            ]}
            onChange={value => navigate(withQuery(address, { view: value === 'chart' ? null : value }))}
          />
        </div>
      </div>
      <p class="help">
        {rate.definition[language]} {text.adoption.gapsNote}
      </p>
      {asTable ? (
        <RateTable caption={title} days={days} daysOff={answer.daysOff} series={all} />
      ) : (
        <SmallMultiples days={days} series={drawn} overall={overall} label={title} />
      )}
      {!asTable && all.length > mostPanels && <p class="help">{text.adoption.tooMany(mostPanels, all.length)}</p>}
    </section>
  );
}

function Empty({ answer, onRefresh }: { answer: AdoptionAnswer; onRefresh: () => void }) {
  const text = useText();
  const { adoption } = text;
  if (answer.hidden.days > 0) {
    return (
      <Notice tone="empty" title={adoption.hiddenTitle} body={adoption.hiddenAll(answer.leastPeople)}>
        <button type="button" onClick={() => navigate('/console/adoption?scope=mine')}>
          {adoption.mine}
        </button>
      </Notice>
    );
  }
  if (answer.everStored) return <Notice tone="empty" title={adoption.emptyPeriodTitle} body={adoption.emptyPeriod} />;
  return (
    <Notice tone="empty" title={adoption.emptyTitle}>
      <ol>
        {adoption.emptySteps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <button type="button" class="primary" onClick={onRefresh}>
        {text.states.refresh}
      </button>
    </Notice>
  );
}

function Foot({ answer, query }: { answer: AdoptionAnswer; query: URLSearchParams }) {
  const text = useText();
  const language = useLanguage();
  const { hidden, loss, newest, timeZone } = answer;
  return (
    <footer class="page-foot">
      <p>
        {newest !== null && <span>{text.adoption.newest(formatTime(newest, language))} </span>}
        {loss !== null && <span>{text.adoption.loss(formatPercent(loss, language))} </span>}
        {hidden.days + hidden.cells > 0 && <span>{text.adoption.hidden(hidden.days, hidden.cells)} </span>}
        <span>{text.adoption.zone(timeZone)}</span>
      </p>
      <p class="no-print">
        {text.adoption.download}: <a href={`/console/api/adoption.csv?${query}`}>{text.adoption.csv}</a>{' '}
        <a href={`/console/api/adoption.ndjson?${query}`}>{text.adoption.ndjson}</a>{' '}
        <a href={`/console/api/adoption.parquet?${query}`}>{text.adoption.parquet}</a>
      </p>
    </footer>
  );
}

function scopeNote(
  answer: AdoptionAnswer,
  text: {
    mineNote: string;
    mineFew: (people: number) => string;
    mineRole: string;
    everyoneNote: (people: number) => string;
    personLevelOff: string;
  },
): string {
  if (answer.scopeReason === 'person_level_off') return text.personLevelOff;
  if (answer.scope === 'everyone') return text.everyoneNote(answer.leastPeople);
  if (answer.scopeReason === 'few_people') return text.mineFew(answer.leastPeople);
  return answer.scopeReason === 'role' ? text.mineRole : text.mineNote;
}
