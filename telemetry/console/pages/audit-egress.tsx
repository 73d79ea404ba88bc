import type { EgressAnswer, EgressLine } from '../audit-types.ts';
import { formatCount, formatTime } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { useLanguage, useText } from '../text/text.ts';
import { useAnswer } from '../use-answer.ts';
import { AuditFrame, type AuditPageProps } from './audit-frame.tsx';
import { Frame } from './audit-tables.tsx';

/** Each address that the proxy ever dialled or refused. */
export function AuditEgressPage({ address, onSignedOut }: AuditPageProps) {
  const { audit } = useText();
  const [state, reload] = useAnswer<EgressAnswer>('audit/egress');
  return (
    <AuditFrame
      address={address}
      onSignedOut={onSignedOut}
      state={state}
      reload={reload}
      lead={audit.egressLead}
      filters="none"
    >
      {({ addresses }) =>
        addresses.length === 0 ? (
          <Notice tone="empty" title={audit.egressEmptyTitle} body={audit.egressEmpty} />
        ) : (
          <Addresses addresses={addresses} />
        )
      }
    </AuditFrame>
  );
}

function placeOf({ host, address, port }: EgressLine): string {
  const numeric = address?.includes(':') ? `[${address}]` : address;
  const name = [host, numeric].filter(part => part !== null && part !== undefined).join(' · ') || '?';
  return port === null ? name : `${name}:${port}`;
}

function Addresses({ addresses }: { addresses: readonly EgressLine[] }) {
  const { audit } = useText();
  const language = useLanguage();
  return (
    <Frame
      label={audit.views.egress}
      heads={[
        [audit.address, ''],
        [audit.purpose, ''],
        [audit.what, ''],
        [audit.times, 'number'],
        [audit.first, ''],
        [audit.last, ''],
      ]}
    >
      {addresses.map(line => (
        <tr key={`${placeOf(line)} ${line.purpose} ${line.refused} ${line.reason}`}>
          <th scope="row">{placeOf(line)}</th>
          <td>{line.purpose}</td>
          <td>
            <span class={`result result-${line.refused ? 'refused' : 'completed'}`}>
              {line.refused ? audit.refused : audit.dialled}
            </span>
            {line.reason && <span class="reason">{line.reason}</span>}
          </td>
          <td class="number">{formatCount(line.count, language)}</td>
          <td>{formatTime(line.first, language)}</td>
          <td>{formatTime(line.last, language)}</td>
        </tr>
      ))}
    </Frame>
  );
}
