import type { ComponentChildren } from 'preact';
import {
  type AuditRecord,
  type Decision,
  type EndRecord,
  type LifeStep,
  type OutcomeRecord,
  resultOf,
  type StartRecord,
} from '../audit-types.ts';
import { formatCount, formatMicros, formatTime } from '../format.ts';
import { Result } from '../parts/result.tsx';
import { useLanguage, useText } from '../text/text.ts';
import { DecisionTable, Facts, GuardTable, RedactionTable, Timings } from './record-parts.tsx';

/** desk → policy → redactions → route → model → guard → answer → shown → accepted → kept, out of all records of an inference. */
export function Life({ steps }: { steps: readonly LifeStep[] }) {
  const { audit } = useText();
  const asked = steps.find(({ record }) => record.kind === 'inference.start');
  const start = (asked?.record ?? null) as StartRecord | null;
  const end = (steps.find(({ record }) => record.kind === 'inference.end')?.record ?? null) as EndRecord | null;
  const outcomes = steps.filter(({ record }) => record.kind === 'inference.outcome');
  const decided = [...(start?.decisions ?? []), ...(end?.decisions ?? [])];
  const by = (...stages: string[]) => decided.filter(({ stage }) => stages.includes(stage));
  return (
    <ol class="life">
      {start && (
        <>
          <Step title={audit.steps.desk} record={start} first={start}>
            <Desk start={start} person={asked?.person ?? null} />
            <Decided decisions={by('authenticate', 'admit')} />
          </Step>
          <Step title={audit.steps.policy}>
            <Facts facts={[[audit.policyVersion, start.policy_version]]} />
            <Decided decisions={by('policy')} />
          </Step>
          <Step title={audit.steps.redactions}>
            <Redactions start={start} />
            <Decided decisions={by('redact', 'render')} />
          </Step>
          <Step title={audit.steps.route}>
            <Facts
              facts={[
                [audit.model, start.model?.name],
                [audit.tier, start.model?.tier],
                [audit.upstream, start.model?.upstream],
              ]}
            />
            <Decided decisions={by('route')} />
          </Step>
        </>
      )}
      <Step title={audit.steps.model}>
        <Model start={start} end={end} />
        <Decided decisions={by('stream')} />
      </Step>
      <Step title={audit.steps.guard}>
        {end?.guards && end.guards.length > 0 ? <GuardTable events={end.guards} /> : <p>{audit.nothingGuarded}</p>}
        <Decided decisions={by('guard', 'restore')} />
      </Step>
      <Step title={audit.steps.ended} record={end} first={start}>
        {end ? <Ended end={end} /> : <p>{audit.noEnd}</p>}
        <Decided decisions={by('record')} />
      </Step>
      {outcomes.map(step => (
        <Outcome key={step.record.id} step={step} first={start} />
      ))}
    </ol>
  );
}

interface StepProps {
  title: string;
  /** Whose time stands beside the title. */
  record?: AuditRecord | null;
  first?: AuditRecord | null;
  children?: ComponentChildren;
}

function Step({ title, record = null, first = null, children }: StepProps) {
  const language = useLanguage();
  const offset = record && first ? record.time - first.time : 0;
  return (
    <li>
      <section class="card step">
        <header>
          <h2>{title}</h2>
          {record && (
            <p class="step-when">
              {formatTime(record.time, language)}
              {offset > 0 && ` (+${formatMicros(offset * 1000)})`}
            </p>
          )}
        </header>
        {children}
      </section>
    </li>
  );
}

function Decided({ decisions }: { decisions: readonly Decision[] }) {
  return decisions.length === 0 ? null : <DecisionTable decisions={decisions} />;
}

function Desk({ start, person }: { start: StartRecord; person: string | null }) {
  const { audit } = useText();
  const { subject, client, document } = start;
  return (
    <Facts
      facts={[
        [audit.person, person ?? audit.erasedPerson],
        [audit.team, subject?.team],
        [audit.client, client && `${client.name} ${client.version ?? ''}`],
        [audit.language, document?.language],
        [audit.trigger, start.trigger && `${start.trigger}${start.priority ? ` · ${start.priority}` : ''}`],
        [audit.pseudonym, subject?.pseudonym],
        [`${audit.repository} (${audit.digest})`, document?.repository],
        [`${audit.path} (${audit.digest})`, document?.path],
      ]}
    />
  );
}

function Redactions({ start }: { start: StartRecord }) {
  const { audit } = useText();
  return start.redactions.length === 0 ? (
    <p>{audit.nothingStripped}</p>
  ) : (
    <RedactionTable redactions={start.redactions} />
  );
}

function Model({ start, end }: { start: StartRecord | null; end: EndRecord | null }) {
  const { audit } = useText();
  const language = useLanguage();
  const characters = (count: number | undefined) =>
    count === undefined ? undefined : audit.characters(formatCount(count, language));
  const parameters = Object.entries(start?.parameters ?? {}).map(([name, value]) => `${name} ${value}`);
  const { model } = start ?? {};
  return (
    <Facts
      facts={[
        [audit.model, model && `${model.name} · ${model.engine}`],
        [audit.weights, model?.weights],
        [audit.template, model && `${model.template} ${model.template_version ?? ''}`],
        [audit.parameters, parameters.length > 0 ? parameters.join(', ') : undefined],
        [audit.prompt, characters(start?.prompt?.characters_after ?? start?.prompt?.characters)],
        [audit.output, characters(end?.output?.characters)],
        [
          audit.tokens,
          end?.completion_tokens === undefined ? undefined : `${end.prompt_tokens ?? '?'} → ${end.completion_tokens}`,
        ],
      ]}
    />
  );
}

function Ended({ end }: { end: EndRecord }) {
  const { audit } = useText();
  const language = useLanguage();
  const { output, error, cancellation } = end;
  const result = resultOf(end);
  return (
    <>
      <p>
        <Result result={result} />
      </p>
      <Facts
        facts={[
          ['HTTP', end.status],
          [audit.sent, output && audit.characters(formatCount(output.characters_after, language))],
          [
            audit.cancelledBy,
            cancellation && `${cancellation.by} · ${cancellation.stage} · upstream_stop ${cancellation.upstream_stop}`,
          ],
          [audit.error, result !== 'enough' && error ? `${error.class} · ${error.code}` : undefined],
        ]}
      />
      <h3>{audit.timings}</h3>
      <Timings timings={end.timings} />
    </>
  );
}

function Outcome({ step, first }: { step: LifeStep; first: AuditRecord | null }) {
  const { audit } = useText();
  const language = useLanguage();
  const record = step.record as OutcomeRecord;
  const { state, characters, shown_ms, after_s } = record;
  const told = [
    characters === undefined ? null : audit.characters(formatCount(characters, language)),
    shown_ms === undefined ? null : audit.shownFor(formatMicros(shown_ms * 1000)),
    after_s === undefined ? null : audit.after(after_s),
  ].filter(part => part !== null);
  return (
    <Step title={audit.outcomes[state] ?? state} record={record} first={first}>
      {told.length > 0 && <p>{told.join(' · ')}</p>}
      {step.foreign && <p class="foreign">{audit.foreign}</p>}
    </Step>
  );
}
