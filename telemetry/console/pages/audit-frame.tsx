import type { ComponentChildren } from 'preact';
import { formatCount } from '../format.ts';
import { Pending } from '../parts/pending.tsx';
import type { Address } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, type Loading } from '../use-answer.ts';
import { AuditFilters, filtersIn } from './audit-filters.tsx';
import { useAuditPage } from './audit-page.ts';
import { AuditViews } from './audit-views.tsx';

export interface AuditPageProps {
  address: Address;
  onSignedOut: () => void;
}

interface FrameProps<T> extends AuditPageProps {
  state: Loading<T>;
  reload: () => void;
  lead: string;
  /** Which filters the view has. */
  filters: 'all' | 'inferences' | 'none';
  children: (content: T) => ComponentChildren;
  /** Beside the number of records, at the foot. */
  foot?: (content: T) => ComponentChildren;
}

/** What the three views of the audit log share: head, views, filter, what is loading or failed, and how much there is. */
export function AuditFrame<T extends { size: number; behind: number }>(props: FrameProps<T>) {
  const { address, state, reload, lead, filters, children, foot, onSignedOut } = props;
  const text = useText();
  const language = useLanguage();
  const { audit, states } = text;
  const content = contentOf(state);
  const asked = filtersIn(address);

  useAuditPage(audit.title, state, onSignedOut);

  return (
    <div aria-busy={state.kind === 'loading'}>
      <div class="page-head">
        <div>
          <h1>{audit.title}</h1>
          <p class="lead">{lead}</p>
        </div>
        <button type="button" class="quiet no-print" onClick={reload}>
          {states.refresh}
        </button>
      </div>
      <AuditViews address={address} />
      {filters !== 'none' && <AuditFilters key={asked.toString()} address={address} kinds={filters === 'all'} />}
      {content && content.behind > 0 && (
        <p class="scope-note" role="status">
          {audit.behind(formatCount(content.behind, language))}
        </p>
      )}
      {content && children(content)}
      <Pending state={state} needs="security" onRetry={reload} />
      {content && (
        <footer class="page-foot">
          <p>
            {audit.size(formatCount(content.size, language))}. {audit.recorded}
          </p>
          {foot?.(content)}
        </footer>
      )}
    </div>
  );
}
