import { useState } from 'preact/hooks';
import { get } from '../api.ts';
import type { LifeStep } from '../audit-types.ts';
import { formatCount, formatTime } from '../format.ts';
import { checkProof, type ProofResult } from '../proof.ts';
import { useLanguage, useText } from '../text/text.ts';

type Checking = { kind: 'no' } | { kind: 'under_way' } | { kind: 'failed'; message: string } | ProofResult;

/** The records as written, each with a button that proves it here. */
export function RecordProofs({ steps }: { steps: readonly LifeStep[] }) {
  const { audit } = useText();
  return (
    <section class="proofs">
      <h2>{audit.records}</h2>
      <p class="help">{audit.verifyHelp}</p>
      {steps.map(step => (
        <RecordProof key={step.record.id} step={step} />
      ))}
    </section>
  );
}

function RecordProof({ step: { writer, record, person } }: { step: LifeStep }) {
  const text = useText();
  const language = useLanguage();
  const { audit } = text;
  const [checking, setChecking] = useState<Checking>({ kind: 'no' });
  const verify = async () => {
    setChecking({ kind: 'under_way' });
    const answer = await get<{ proof: string; key: string }>(`audit/proof?log=${writer}&index=${record.index}`);
    if (answer.kind === 'ok') setChecking(await checkProof(answer.value.proof, answer.value.key, record));
    else {
      const message = answer.kind === 'failed' ? answer.message : null;
      setChecking({ kind: 'failed', message: message ?? text.states.offline });
    }
  };
  return (
    <article class="card step">
      <header>
        <h3>{record.kind}</h3>
        <p class="step-when">
          {formatTime(record.time, language)} · {audit.index(writer, formatCount(record.index, language))}
          {person !== null && ` · ${person}`}
        </p>
      </header>
      <p class="choices no-print">
        <button type="button" onClick={() => void verify()} disabled={isUnderWay(checking)}>
          {audit.verify}
        </button>
      </p>
      <p role="status" class="proof-result">
        <Verdict checking={checking} />
      </p>
      <details>
        <summary>{audit.raw}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>
          <code>{JSON.stringify(record, null, 2)}</code>
        </pre>
      </details>
    </article>
  );
}

function isUnderWay(checking: Checking): boolean {
  return 'kind' in checking && checking.kind === 'under_way';
}

function Verdict({ checking }: { checking: Checking }) {
  const { audit } = useText();
  const language = useLanguage();
  if ('kind' in checking) {
    if (checking.kind === 'no') return null;
    return <>{checking.kind === 'under_way' ? audit.verifying : checking.message}</>;
  }
  if (!checking.ok) return <strong class="refuted">{audit.refuted(audit.faults[checking.fault])}</strong>;
  const size = formatCount(checking.size, language);
  const proved = checking.signature === 'checked' ? audit.verified : audit.verifiedUnsigned;
  return (
    <>
      <strong class="proved">{proved(size, checking.key)}</strong> {audit.compareKey}
    </>
  );
}
