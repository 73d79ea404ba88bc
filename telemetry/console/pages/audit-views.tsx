import { type Address, followLink } from '../router.ts';
import { useText } from '../text/text.ts';
import { filtersIn } from './audit-filters.tsx';

const views = [
  { path: '/console/audit', name: 'records', filtered: true },
  { path: '/console/audit/redactions', name: 'redactions', filtered: true },
  { path: '/console/audit/egress', name: 'egress', filtered: false },
  { path: '/console/audit/break-glass', name: 'glass', filtered: false },
] as const;

/** The ways of looking at the audit log. The filter goes along where the view has one. */
export function AuditViews({ address }: { address: Address }) {
  const { audit } = useText();
  const asked = filtersIn(address);
  return (
    <nav class="views no-print" aria-label={audit.views.label}>
      {views.map(({ path, name, filtered }) => (
        <a
          key={path}
          href={asked.size > 0 && filtered ? `${path}?${asked}` : path}
          onClick={followLink}
          aria-current={address.path === path ? 'page' : undefined}
        >
          {audit.views[name]}
        </a>
      ))}
    </nav>
  );
}
