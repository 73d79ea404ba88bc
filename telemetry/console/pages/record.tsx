import { useEffect } from 'preact/hooks';
import type { AuditRecord, EndRecord, StartRecord } from '../audit-types.ts';
import { formatCount, formatMicros, formatTime } from '../format.ts';
import { Failure, Notice } from '../parts/notice.tsx';
import { Result } from '../parts/result.tsx';
import { followLink } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';
import { contentOf, useAnswer } from '../use-answer.ts';
import { DecisionTable, Facts, RedactionTable, Timings } from './record-parts.tsx';

/** One record's page: the whole life of an inference in order. */
export function RecordPage({ id, onSignedOut }: { id: string; onSignedOut: () => void }) {
  const text = useText();
  const [state, reload] = useAnswer<{ records: AuditRecord[] }>(`audit/${id}`);
  const records = contentOf(state)?.records;
  const { audit } = text;

  useEffect(() => {
    document.title = `${audit.life} · ${text.product}`;
  }, [text, audit]);
  useEffect(() => {
    if (state.kind === 'signed_out') onSignedOut();
  }, [state, onSignedOut]);

  return (
    <div aria-busy={state.kind === 'loading'}>
      <p class="no-print">
        <a href="/console/audit" onClick={followLink}>
          ← {audit.back}
        </a>
      </p>
      <h1>{records && !records[0]?.audit_id ? audit.single : audit.life}</h1>
      <p class="identifier">{id}</p>
      {records && (
        <>
          <ol class="life">
            {records.map(record => (
              <li key={record.id}>
                <Step record={record} first={records[0]!} />
              </li>
            ))}
          </ol>
          <p class="help">{audit.recorded}</p>
        </>
      )}
      {!records && state.kind === 'loading' && (
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

function Step({ record, first }: { record: AuditRecord; first: AuditRecord }) {
  const text = useText();
  const language = useLanguage();
  const { audit } = text;
  const offset = record.time - first.time;
  return (
    <section class="card step">
      <header>
        <h2>{titleOf(record, audit)}</h2>
        <p class="step-when">
          {formatTime(record.time, language)}
          {offset > 0 && ` (+${formatMicros(offset * 1000)})`} · {audit.index(formatCount(record.index, language))}
        </p>
      </header>
      {record.kind === 'inference.start' && <Asked record={record as StartRecord} />}
      {record.kind === 'inference.end' && <Ended record={record as EndRecord} />}
      <details>
        <summary>{audit.raw}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>
          <code>{JSON.stringify(record, null, 2)}</code>
        </pre>
      </details>
    </section>
  );
}

function titleOf(record: AuditRecord, audit: { asked: string; ended: string; outcome: string }): string {
  if (record.kind === 'inference.start') return audit.asked;
  if (record.kind === 'inference.end') return audit.ended;
  if (record.kind === 'inference.outcome') return `${audit.outcome}: ${String(record.state)}`;
  return record.kind;
}

function Asked({ record }: { record: StartRecord }) {
  const { audit } = useText();
  const language = useLanguage();
  return (
    <>
      <Facts
        facts={[
          [audit.language, record.document?.language],
          [audit.trigger, record.trigger],
          [audit.model, record.model && `${record.model.name} · ${record.model.tier} · ${record.model.engine}`],
          [audit.prompt, record.prompt && audit.characters(formatCount(record.prompt.characters, language))],
          [audit.policy, record.policy_version],
          [audit.person, record.subject?.pseudonym],
        ]}
      />
      <h3>{audit.redactions}</h3>
      {record.redactions.length === 0 ? (
        <p>{audit.nothingStripped}</p>
      ) : (
        <RedactionTable redactions={record.redactions} />
      )}
      <h3>{audit.decisions}</h3>
      <DecisionTable decisions={record.decisions} />
    </>
  );
}

function Ended({ record }: { record: EndRecord }) {
  const { audit } = useText();
  const language = useLanguage();
  const { output, error, cancellation } = record;
  return (
    <>
      <p>
        <Result result={record.result} />
      </p>
      <Facts
        facts={[
          ['HTTP', record.status],
          [audit.output, output && audit.characters(formatCount(output.characters_after, language))],
          [
            audit.tokens,
            record.completion_tokens === undefined
              ? undefined
              : `${record.prompt_tokens ?? '?'} → ${record.completion_tokens}`,
          ],
          [
            audit.results.cancelled,
            cancellation && `${cancellation.by} · ${cancellation.stage} · ${cancellation.upstream_stop}`,
          ],
          [audit.results.failed, error && `${error.class} · ${error.code}`],
        ]}
      />
      <h3>{audit.decisions}</h3>
      <DecisionTable decisions={record.decisions} />
      <h3>{audit.timings}</h3>
      <Timings timings={record.timings} />
    </>
  );
}
