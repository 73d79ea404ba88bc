import { useState } from 'preact/hooks';
import { type Answer, send } from '../api.ts';
import { formatCount, formatTime } from '../format.ts';
import { Failure, Notice } from '../parts/notice.tsx';
import { followLink } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, useAnswer } from '../use-answer.ts';
import type { AuditPageProps } from './audit-frame.tsx';
import { useAuditPage } from './audit-page.ts';
import { Frame } from './audit-tables.tsx';
import { AuditViews } from './audit-views.tsx';

interface Capture {
  capture: string;
  audit_id: string;
  at: number;
  until: number;
  key: string;
  bytes: number;
  asked: { name: string; at: number } | null;
}

interface PageProps extends AuditPageProps {
  session: { subject: string; csrf: string };
}

/** What is kept for the security team: one person asks for it, another releases it. */
export function BreakGlassPage({ address, session, onSignedOut }: PageProps) {
  const text = useText();
  const { audit } = text;
  const [state, reload] = useAnswer<{ captures: Capture[] }>('break-glass');
  const [refused, setRefused] = useState<string | null>(null);
  const captures = contentOf(state)?.captures;

  useAuditPage(audit.views.glass, state, onSignedOut);

  const act = async (capture: Capture, what: 'ask' | 'release') => {
    const answer: Answer<{ jwe: string } | undefined> = await send(
      'POST',
      `break-glass/${capture.capture}/${what}`,
      undefined,
      session.csrf,
    );
    if (answer.kind === 'ok' && answer.value) download(`${capture.capture}.jwe`, answer.value.jwe);
    const message = 'message' in answer ? answer.message : null;
    setRefused(answer.kind === 'ok' ? null : (message ?? text.states.offline));
    reload();
  };

  return (
    <div aria-busy={state.kind === 'loading'}>
      <div class="page-head">
        <div>
          <h1>{audit.title}</h1>
          <p class="lead">{audit.glassLead}</p>
        </div>
      </div>
      <AuditViews address={address} />
      {refused !== null && <Notice tone="problem" title={audit.glassRefused} body={refused} />}
      {captures?.length === 0 && <Notice tone="empty" title={audit.glassEmptyTitle} body={audit.glassEmpty} />}
      {captures && captures.length > 0 && <Captures captures={captures} me={session.subject} act={act} />}
      {(state.kind === 'forbidden' || state.kind === 'failed') && (
        <Failure answer={state} needs="security" onRetry={reload} />
      )}
      {captures && <p class="page-foot">{audit.recorded}</p>}
    </div>
  );
}

interface CapturesProps {
  captures: readonly Capture[];
  me: string;
  act: (capture: Capture, what: 'ask' | 'release') => Promise<void>;
}

function Captures({ captures, me, act }: CapturesProps) {
  const { audit } = useText();
  const language = useLanguage();
  return (
    <Frame
      label={audit.views.glass}
      heads={[
        [audit.time, ''],
        [audit.glassUntil, ''],
        [audit.glassKey, ''],
        [audit.glassBytes, 'number'],
        [audit.glassAsked, ''],
        [audit.done, ''],
      ]}
    >
      {captures.map(capture => (
        <tr key={capture.capture}>
          <th scope="row">
            <a href={`/console/audit/${capture.audit_id}`} onClick={followLink}>
              {formatTime(capture.at, language)}
            </a>
          </th>
          <td>{formatTime(capture.until, language)}</td>
          <td>{capture.key}</td>
          <td class="number">{formatCount(capture.bytes, language)}</td>
          <td>{capture.asked?.name ?? '–'}</td>
          <td>
            {capture.asked === null ? (
              <button type="button" onClick={() => void act(capture, 'ask')}>
                {audit.glassAsk}
              </button>
            ) : capture.asked.name === me ? (
              audit.glassWaiting
            ) : (
              <button type="button" onClick={() => void act(capture, 'release')}>
                {audit.glassRelease}
              </button>
            )}
          </td>
        </tr>
      ))}
    </Frame>
  );
}

function download(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/jose' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
