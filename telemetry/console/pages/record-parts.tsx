import type { Decision, GuardEvent, Redaction } from '../audit-types.ts';
import { formatMicros } from '../format.ts';
import { type Head, TableHead } from '../parts/table-head.tsx';
import { useText } from '../text/text.ts';

export function Facts({ facts }: { facts: readonly [string, string | number | undefined][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface PartRow {
  key: string;
  /** One for each column; the first names the row. */
  cells: readonly (string | number)[];
}

/** A small table of what one stage did. */
function PartTable({ heads, rows }: { heads: readonly Head[]; rows: readonly PartRow[] }) {
  return (
    <table>
      <TableHead heads={heads} />
      <tbody>
        {rows.map(({ key, cells: [name, ...others] }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {others.map((cell, at) => (
              <td class={heads[at + 1]?.[1]} key={heads[at + 1]?.[0]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was found: rule, class, place and length; never the text. */
export function RedactionTable({ redactions }: { redactions: readonly Redaction[] }) {
  const { audit } = useText();
  const rows = redactions.map(({ rule, class: kind, part, start, end, allowed }) => ({
    key: `${part} ${start} ${end} ${rule}`,
    cells: [rule, kind, part, start, end - start, allowed ? audit.let : audit.stripped],
  }));
  const names = [audit.rule, audit.class, audit.part].map(title => [title, ''] as const);
  return <PartTable heads={[...names, ...placeHeads(audit)]} rows={rows} />;
}

export function GuardTable({ events }: { events: readonly GuardEvent[] }) {
  const { audit } = useText();
  const rows = events.map(({ rule, class: kind, action, start, end }) => ({
    key: `${start} ${end} ${rule}`,
    cells: [rule, kind, start, end - start, action],
  }));
  const names = [audit.rule, audit.class].map(title => [title, ''] as const);
  return <PartTable heads={[...names, ...placeHeads(audit)]} rows={rows} />;
}

/** Where something was found, and what was done with it. */
function placeHeads(audit: { position: string; length: string; done: string }): Head[] {
  return [
    [audit.position, 'number'],
    [audit.length, 'number'],
    [audit.done, ''],
  ];
}

export function DecisionTable({ decisions }: { decisions: readonly Decision[] }) {
  const { audit } = useText();
  const rows = decisions.map(({ stage, decision, reason }) => ({
    key: `${stage} ${decision} ${reason}`,
    cells: [stage, decision, reason],
  }));
  return (
    <PartTable heads={[audit.stage, audit.decided, audit.reason].map(title => [title, ''] as const)} rows={rows} />
  );
}

/** Stages as bars on the scale of the longest; the whole last. */
export function Timings({ timings }: { timings: Readonly<Record<string, number | undefined>> }) {
  const { audit } = useText();
  const stages = Object.entries(timings).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const longest = Math.max(1, ...stages.map(([, micros]) => micros));
  return (
    <table class="timings">
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{audit.stage}</th>
          <th scope="col">{audit.duration}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {stages.map(([stage, micros]) => (
          <tr key={stage}>
            <th scope="row">{stage}</th>
            <td class="number">{formatMicros(micros)}</td>
            <td>
              <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="bar-value" width={(micros / longest) * 100} height="6" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
