import type { RedactionsAnswer, RuleCount } from '../audit-types.ts';
import { formatCount } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { followLink } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { useAnswer } from '../use-answer.ts';
import { filtersIn } from './audit-filters.tsx';
import { AuditFrame, type AuditPageProps } from './audit-frame.tsx';
import { Frame } from './audit-tables.tsx';

/** Which rule fires where, how often, and how often an allow list let it stand. */
export function AuditRedactionsPage({ address, onSignedOut }: AuditPageProps) {
  const { audit } = useText();
  const filters = filtersIn(address);
  filters.delete('kind');
  const [state, reload] = useAnswer<RedactionsAnswer>(`audit/redactions?${filters}`);
  const linkOf = ({ rule, class: kind }: RuleCount) => {
    const query = new URLSearchParams(filters);
    query.set('rule', rule);
    query.set('class', kind);
    return `/console/audit?${query}`;
  };
  return (
    <AuditFrame
      address={address}
      onSignedOut={onSignedOut}
      state={state}
      reload={reload}
      lead={audit.redactionsLead}
      filters="inferences"
    >
      {({ rules }) =>
        rules.length === 0 ? (
          <Notice tone="empty" title={audit.redactionsEmptyTitle} body={audit.redactionsEmpty} />
        ) : (
          <Rules rules={rules} linkOf={linkOf} />
        )
      }
    </AuditFrame>
  );
}

function Rules({ rules, linkOf }: { rules: readonly RuleCount[]; linkOf: (rule: RuleCount) => string }) {
  const { audit } = useText();
  const language = useLanguage();
  return (
    <Frame
      label={audit.views.redactions}
      heads={[
        [audit.rule, ''],
        [audit.class, ''],
        [audit.findings, 'number'],
        [audit.allowed, 'number'],
        [audit.inInferences, 'number'],
      ]}
    >
      {rules.map(count => (
        <tr key={`${count.rule} ${count.class}`}>
          <th scope="row">
            <a href={linkOf(count)} onClick={followLink}>
              {count.rule}
            </a>
          </th>
          <td>{count.class}</td>
          <td class="number">{formatCount(count.findings, language)}</td>
          <td class="number">{formatCount(count.allowed, language)}</td>
          <td class="number">{formatCount(count.inferences, language)}</td>
        </tr>
      ))}
    </Frame>
  );
}
