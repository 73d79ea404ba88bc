import type { AuditList } from '../audit-types.ts';
import { formatCount } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { followLink, withQuery } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { useAnswer } from '../use-answer.ts';
import { filtersIn } from './audit-filters.tsx';
import { AuditFrame, type AuditPageProps } from './audit-frame.tsx';
import { InferenceTable, RecordTable } from './audit-tables.tsx';

/** Records of one download, as the server bounds it. */
const mostDownloaded = 20_000;

/** The records that fit, newest first, page by page. */
export function AuditPage({ address, onSignedOut }: AuditPageProps) {
  const { audit } = useText();
  const language = useLanguage();
  const filters = filtersIn(address);
  const query = new URLSearchParams(filters);
  const before = address.query.get('before');
  if (before !== null) query.set('before', before);
  const [state, reload] = useAnswer<AuditList>(`audit?${query}`);
  const exported = `/console/api/audit/export.jsonl${filters.size === 0 ? '' : `?${filters}`}`;
  return (
    <AuditFrame
      address={address}
      onSignedOut={onSignedOut}
      state={state}
      reload={reload}
      lead={audit.lead}
      filters="all"
      foot={list => (
        <p class="pager no-print">
          <a href={exported} download title={audit.downloadNote(formatCount(mostDownloaded, language))}>
            {audit.download}
          </a>
          {before !== null && (
            <a href={withQuery(address, { before: null })} onClick={followLink}>
              {audit.newest}
            </a>
          )}
          {list.next !== null && (
            <a href={withQuery(address, { before: list.next })} onClick={followLink} rel="next">
              {audit.older}
            </a>
          )}
        </p>
      )}
    >
      {list => <Lines list={list} filtered={query.size > 0} />}
    </AuditFrame>
  );
}

function Lines({ list, filtered }: { list: AuditList; filtered: boolean }) {
  const { audit } = useText();
  if (list.lines.length === 0) {
    return filtered ? (
      <Notice tone="empty" title={audit.emptyTitle} body={audit.empty} />
    ) : (
      <Notice tone="empty" title={audit.noneTitle} body={audit.none} />
    );
  }
  return list.shape === 'inferences' ? <InferenceTable lines={list.lines} /> : <RecordTable lines={list.lines} />;
}
