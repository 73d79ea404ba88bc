import type { ComponentChildren } from 'preact';
import { type InferenceLine, type Placed, resultOf, type StartRecord } from '../audit-types.ts';
import { formatCount, formatMicros, formatTime } from '../format.ts';
import { Result } from '../parts/result.tsx';
import { type Head, TableHead } from '../parts/table-head.tsx';
import { followLink } from '../router.ts';
import { useLanguage, useText } from '../text/text.ts';

/** A table in a card that scrolls by itself. */
export function Frame({
  label,
  heads,
  children,
}: {
  label: string;
  heads: readonly Head[];
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="card table-scroll" tabIndex={0} aria-label={label}>
      <table class="records">
        <TableHead heads={heads} />
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** One line for each inference, what was asked and what became of it. */
export function InferenceTable({ lines }: { lines: readonly InferenceLine[] }) {
  const text = useText();
  const language = useLanguage();
  const { audit } = text;
  return (
    <Frame
      label={audit.inferences}
      heads={[
        [audit.time, ''],
        [audit.result, ''],
        [audit.language, ''],
        [audit.model, ''],
        [audit.trigger, ''],
        [audit.prompt, 'number'],
        [audit.output, 'number'],
        [audit.redactions, 'number'],
        [audit.outcome, ''],
        [audit.duration, 'number'],
      ]}
    >
      {lines.map(({ start, end, outcome }) => (
        <tr key={start.id}>
          <th scope="row">
            <a href={`/console/audit/${start.audit_id}`} onClick={followLink}>
              {formatTime(start.time, language)}
            </a>
          </th>
          <td>
            <Result result={resultOf(end)} short />
            {end?.error && resultOf(end) !== 'enough' && <span class="reason">{end.error.code}</span>}
          </td>
          <td>{start.document?.language ?? '–'}</td>
          <td>{start.model?.name ?? '–'}</td>
          <td>{start.trigger ?? '–'}</td>
          <td class="number">{count(start.prompt?.characters, audit.characters, language)}</td>
          <td class="number">{count(end?.output?.characters_after, audit.characters, language)}</td>
          <td class="number">{strippedIn(start) > 0 ? <b class="stripped">{strippedIn(start)}</b> : '–'}</td>
          <td>{outcome === null ? '–' : (audit.outcomes[outcome] ?? outcome)}</td>
          <td class="number">{formatMicros(end?.timings.total)}</td>
        </tr>
      ))}
    </Frame>
  );
}

/** Findings that an allow list let stand are none. */
function strippedIn({ redactions, redactions_omitted }: StartRecord): number {
  return redactions.filter(({ allowed }) => !allowed).length + (redactions_omitted ?? 0);
}

function count(value: number | undefined, unit: (text: string) => string, language: 'en' | 'zh'): string {
  return value === undefined ? '–' : unit(formatCount(value, language));
}

/** Records of every kind as they stand in the logs. */
export function RecordTable({ lines }: { lines: readonly Placed[] }) {
  const { audit } = useText();
  const language = useLanguage();
  return (
    <Frame
      label={audit.all}
      heads={[
        [audit.time, ''],
        [audit.recordKind, ''],
        [audit.log, ''],
        [audit.record, 'number'],
      ]}
    >
      {lines.map(({ writer, record }) => (
        <tr key={record.id}>
          <th scope="row">
            <a href={`/console/audit/${record.id}`} onClick={followLink}>
              {formatTime(record.time, language)}
            </a>
          </th>
          <td>{record.kind}</td>
          <td>{writer}</td>
          <td class="number">{formatCount(record.index, language)}</td>
        </tr>
      ))}
    </Frame>
  );
}
