import { useEffect } from 'preact/hooks';
import type { AuditList, AuditRecord, InferenceLine } from '../audit-types.ts';
import { formatCount } from '../format.ts';
import { Failure, Notice } from '../parts/notice.tsx';
import { type Address, followLink, withQuery } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, useAnswer } from '../use-answer.ts';
import { AuditFilters } from './audit-filters.tsx';
import { InferenceTable, RecordTable } from './audit-tables.tsx';

const asked = ['kind', 'decision', 'language', 'before'];

interface PageProps {
  address: Address;
  onSignedOut: () => void;
}

/** The last records, newest first, page by page. */
export function AuditPage({ address, onSignedOut }: PageProps) {
  const text = useText();
  const language = useLanguage();
  const query = new URLSearchParams([...address.query].filter(([name]) => asked.includes(name)));
  const [state, reload] = useAnswer<AuditList>(`audit?${query}`);
  const list = contentOf(state);

  useEffect(() => {
    document.title = `${text.audit.title} · ${text.product}`;
  }, [text]);
  useEffect(() => {
    if (state.kind === 'signed_out') onSignedOut();
  }, [state, onSignedOut]);

  return (
    <div aria-busy={state.kind === 'loading'}>
      <div class="page-head">
        <div>
          <h1>{text.audit.title}</h1>
          <p class="lead">{text.audit.lead}</p>
        </div>
        <button type="button" class="quiet no-print" onClick={reload}>
          {text.states.refresh}
        </button>
      </div>
      <AuditFilters key={query.toString()} address={address} />
      {list && <Lines list={list} address={address} />}
      {!list && state.kind === 'loading' && (
        <p class="loading-line" role="status">
          {text.states.loading}
        </p>
      )}
      {state.kind !== 'loading' && state.kind !== 'ok' && state.kind !== 'signed_out' && (
        <Failure answer={state} needs="security" onRetry={reload} />
      )}
      {list && (
        <footer class="page-foot">
          <p>
            {text.audit.size(formatCount(list.size, language))}. {text.audit.recorded}
          </p>
          <p class="pager no-print">
            {address.query.has('before') && (
              <a href={withQuery(address, { before: null })} onClick={followLink}>
                {text.audit.newest}
              </a>
            )}
            {list.next !== null && (
              <a href={withQuery(address, { before: String(list.next) })} onClick={followLink} rel="next">
                {text.audit.older}
              </a>
            )}
          </p>
        </footer>
      )}
    </div>
  );
}

function Lines({ list, address }: { list: AuditList; address: Address }) {
  const text = useText();
  if (list.lines.length === 0) {
    const filtered = asked.some(name => address.query.has(name));
    return filtered ? (
      <Notice tone="empty" title={text.audit.emptyTitle} body={text.audit.empty} />
    ) : (
      <Notice tone="empty" title={text.audit.noneTitle} body={text.audit.none} />
    );
  }
  return isInferences(list.lines) ? (
    <InferenceTable lines={list.lines} />
  ) : (
    <RecordTable records={list.lines as AuditRecord[]} />
  );
}

function isInferences(lines: AuditList['lines']): lines is InferenceLine[] {
  return lines[0] !== undefined && 'start' in lines[0];
}
