import { useState } from 'preact/hooks';
import type { PersonSummary, PersonTable } from '../../export/person.ts';
import { send } from '../api.ts';
import { formatCount, formatTime } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { Pending } from '../parts/pending.tsx';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, useAnswer, usePage } from '../use-answer.ts';

/** What is stored about the person who looks: to see, to take along, to erase. */
export function MyDataPage({ csrf, onSignedOut }: { csrf: string; onSignedOut: () => void }) {
  const text = useText();
  const { myData } = text;
  const [state, reload] = useAnswer<PersonSummary>('my-data');
  const [erased, setErased] = useState(false);
  const summary = contentOf(state);

  usePage(`${myData.title} · ${text.product}`, state, onSignedOut);

  const erase = async () => {
    const answer = await send<void>('DELETE', 'my-data', undefined, csrf);
    if (answer.kind === 'signed_out') return onSignedOut();
    setErased(answer.kind === 'ok');
    reload();
  };

  return (
    <div aria-busy={state.kind === 'loading'}>
      <h1>{myData.title}</h1>
      <p class="lead">{myData.lead}</p>
      {erased && (
        <p class="scope-note" role="status">
          {myData.erased}
        </p>
      )}
      {summary && <Stored summary={summary} onErase={erase} />}
      <Pending state={state} needs="developer" onRetry={reload} />
    </div>
  );
}

function Stored({ summary, onErase }: { summary: PersonSummary; onErase: () => Promise<void> }) {
  const { myData } = useText();
  const language = useLanguage();
  if (summary.rows.suggestion === 0) return <Notice tone="empty" title={myData.emptyTitle} body={myData.empty} />;
  return (
    <>
      <section class="card stack">
        <h2>{myData.stored}</h2>
        {summary.first !== null && summary.last !== null && <p>{myData.period(summary.first, summary.last)}</p>}
        <dl class="facts">
          {(Object.keys(summary.rows) as PersonTable[]).map(table => (
            <div key={table}>
              <dt>{myData.tables[table]}</dt>
              <dd class="count">{formatCount(summary.rows[table], language)}</dd>
            </div>
          ))}
        </dl>
        <p class="help">{myData.pseudonym}</p>
        <p class="identifier">{summary.pseudonym}</p>
        <p class="no-print">
          <a href="/console/api/my-data.ndjson">{myData.export}</a>
        </p>
        <Erase onErase={onErase} />
      </section>
      <Latest rows={summary.latest} />
    </>
  );
}

function Erase({ onErase }: { onErase: () => Promise<void> }) {
  const { myData } = useText();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" class="no-print" onClick={() => setAsking(true)}>
        {myData.erase}
      </button>
    );
  }
  return (
    <div class="problem" role="alertdialog" aria-label={myData.erase}>
      <p>{myData.eraseAsk}</p>
      <p class="choices">
        <button type="button" onClick={() => setAsking(false)}>
          {myData.eraseNo}
        </button>
        <button type="button" onClick={() => void onErase().then(() => setAsking(false))}>
          {myData.eraseYes}
        </button>
      </p>
    </div>
  );
}

function Latest({ rows }: { rows: PersonSummary['latest'] }) {
  const { myData, audit } = useText();
  const language = useLanguage();
  return (
    <section class="card">
      <h2>{myData.latest}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="table-scroll" tabIndex={0} aria-label={myData.latest}>
        <table>
          <thead>
            <tr>
              <th scope="col">{audit.time}</th>
              <th scope="col">{audit.language}</th>
              <th scope="col">{audit.model}</th>
              <th scope="col">{myData.source}</th>
              <th scope="col">{myData.outcome}</th>
              <th scope="col" class="number">
                {myData.suggested}
              </th>
              <th scope="col" class="number">
                {myData.accepted}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={String(row.suggestion_id)}>
                <th scope="row">
                  {row.requested_at === null ? row.day : formatTime(Number(row.requested_at), language)}
                </th>
                <td>{row.language}</td>
                <td>{row.model}</td>
                <td>{row.source}</td>
                <td>{row.outcome}</td>
                <td class="number">{audit.characters(formatCount(Number(row.characters), language))}</td>
                <td class="number">{audit.characters(formatCount(Number(row.accepted_characters), language))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
