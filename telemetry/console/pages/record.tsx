import type { LifeStep } from '../audit-types.ts';
import { Failure, Notice } from '../parts/notice.tsx';
import { followLink } from '../router.ts';
import { useText } from '../text/text.ts';
import { contentOf, useAnswer } from '../use-answer.ts';
import { useAuditPage } from './audit-page.ts';
import { Life } from './life.tsx';
import { RecordProofs } from './record-proofs.tsx';

/** One record's page: the whole life of an inference in order, and the proof of each record. */
export function RecordPage({ id, onSignedOut }: { id: string; onSignedOut: () => void }) {
  const text = useText();
  const [state, reload] = useAnswer<{ steps: LifeStep[] }>(`audit/${id}`);
  const steps = contentOf(state)?.steps;
  const isLife = steps?.[0]?.record.audit_id !== undefined && steps[0].record.kind.startsWith('inference.');
  const { audit } = text;

  useAuditPage(audit.life, state, onSignedOut);

  return (
    <div aria-busy={state.kind === 'loading'}>
      <p class="no-print">
        <a href="/console/audit" onClick={followLink}>
          ← {audit.back}
        </a>
      </p>
      <h1>{steps && !isLife ? audit.single : audit.life}</h1>
      <p class="identifier">{id}</p>
      {steps && (
        <>
          {isLife && <Life steps={steps} />}
          <RecordProofs steps={steps} />
          <p class="help">{audit.recorded}</p>
        </>
      )}
      {!steps && state.kind === 'loading' && (
        <p class="loading-line" role="status">
          {text.states.loading}
        </p>
      )}
      {state.kind === 'not_found' && <Notice tone="empty" title={audit.notFoundTitle} body={audit.notFound} />}
      {(state.kind === 'forbidden' || state.kind === 'failed') && (
        <Failure answer={state} needs="security" onRetry={reload} />
      )}
    </div>
  );
}
