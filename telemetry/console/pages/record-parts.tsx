import type { Decision, GuardEvent, Redaction } from '../audit-types.ts';
import { formatMicros } from '../format.ts';
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

/** What was found: rule, class, place and length; never the text. */
export function RedactionTable({ redactions }: { redactions: readonly Redaction[] }) {
  const { audit } = useText();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{audit.rule}</th>
          <th scope="col">{audit.class}</th>
          <th scope="col">{audit.part}</th>
          <th scope="col" class="number">
            {audit.position}
          </th>
          <th scope="col" class="number">
            {audit.length}
          </th>
          <th scope="col">{audit.done}</th>
        </tr>
      </thead>
      <tbody>
        {redactions.map(({ rule, class: kind, part, start, end, allowed }) => (
          <tr key={`${part} ${start} ${end} ${rule}`}>
            <th scope="row">{rule}</th>
            <td>{kind}</td>
            <td>{part}</td>
            <td class="number">{start}</td>
            <td class="number">{end - start}</td>
            <td>{allowed ? audit.let : audit.stripped}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function GuardTable({ events }: { events: readonly GuardEvent[] }) {
  const { audit } = useText();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{audit.rule}</th>
          <th scope="col">{audit.class}</th>
          <th scope="col" class="number">
            {audit.position}
          </th>
          <th scope="col" class="number">
            {audit.length}
          </th>
          <th scope="col">{audit.done}</th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ rule, class: kind, action, start, end }) => (
          <tr key={`${start} ${end} ${rule}`}>
            <th scope="row">{rule}</th>
            <td>{kind}</td>
            <td class="number">{start}</td>
            <td class="number">{end - start}</td>
            <td>{action}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function DecisionTable({ decisions }: { decisions: readonly Decision[] }) {
  const { audit } = useText();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{audit.stage}</th>
          <th scope="col">{audit.decided}</th>
          <th scope="col">{audit.reason}</th>
        </tr>
      </thead>
      <tbody>
        {decisions.map(({ stage, decision, reason }) => (
          <tr key={`${stage} ${decision} ${reason}`}>
            <th scope="row">{stage}</th>
            <td>{decision}</td>
            <td>{reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
