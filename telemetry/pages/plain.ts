import type { AdoptionAnswer } from '../metrics/adoption.ts';
import { costTitle } from '../metrics/cost.ts';
import { metrics } from '../metrics/definitions.ts';
import type { Figure, FiguresRow } from '../metrics/figures.ts';
import { funnelTitle, stepTitles } from '../metrics/funnel.ts';
import { latencyTitle } from '../metrics/latency.ts';
import { retentionTitle } from '../metrics/retention.ts';

/** The adoption figures as a page of tables: no script, the console's own style sheet, everything escaped. */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, character => entities[character] ?? '');

const rate = metrics.find(({ id }) => id === 'shown_rate')!;
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

function figureText(unit: string, figure: Figure | undefined): string {
  if (!figure || figure.value === null) return '–';
  return unit === 'ratio' ? percent(figure.value) : figure.value.toLocaleString('en');
}

function tile(metric: (typeof metrics)[number], total: FiguresRow | undefined): string {
  const figure = total?.figures[metric.id];
  const parts =
    figure && figure.denominator !== null && figure.numerator !== null
      ? ` (${figure.numerator.toLocaleString('en')} of ${figure.denominator.toLocaleString('en')})`
      : '';
  return `<tr><th scope="row">${escapeHtml(metric.title.en)}</th><td class="number">${figureText(metric.unit, figure)}${parts}</td><td>${escapeHtml(metric.definition.en)}</td></tr>`;
}

function byDay(rows: readonly FiguresRow[], values: readonly string[]): string {
  const days = [...new Set(rows.flatMap(({ day }) => (day === null ? [] : [day])))];
  const cell = (day: string, value: string) => {
    const figure = rows.find(row => row.day === day && row.value === value)?.figures[rate.id];
    return `<td class="number">${figureText('ratio', figure)}</td>`;
  };
  const body = days.map(
    day => `<tr><th scope="row">${escapeHtml(day)}</th>${values.map(value => cell(day, value)).join('')}</tr>`,
  );
  const head = values.map(value => `<th scope="col">${escapeHtml(value)}</th>`).join('');
  return `<table><caption>${escapeHtml(rate.title.en)}, by day</caption><thead><tr><th scope="col">Day</th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const columns = head.map(title => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const lines = rows.map(([name = '', ...cells]) => {
    const figures = cells.map(text => `<td class="number">${escapeHtml(text)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${figures}</tr>`;
  });
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${columns}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

const count = (value: number | null) =>
  value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: 3 });

/** The tables beside the tiles: people, what is kept, time, cost. */
function others({ funnel, retention, latency, cost, currency }: AdoptionAnswer): string {
  return [
    table(
      funnelTitle.en,
      ['Step', 'People'],
      funnel.map(({ step, people }) => [stepTitles[step].en, count(people)]),
    ),
    table(
      retentionTitle.en,
      ['Seconds after', 'Kept', 'Looks', 'Censored'],
      retention.map(({ after_s, value, looks, censored }) => [
        after_s === 0 ? 'first commit' : String(after_s),
        value === null ? '–' : percent(value),
        count(looks),
        count(censored),
      ]),
    ),
    table(
      latencyTitle.en,
      ['Stage', 'p50 ms', 'p95 ms', 'p99 ms', 'Suggestions'],
      latency.map(row => [row.stage, ...[row.p50, row.p95, row.p99, row.count].map(count)]),
    ),
    table(
      costTitle.en,
      ['Tier', 'GPU-seconds', 'Kept lines', 'GPU-seconds a kept line', `${currency} a kept line`],
      cost.map(row => [
        row.tier === '' ? 'All' : row.tier,
        ...[row.gpu_seconds, row.kept_lines, row.gpu_seconds_per_line, row.money_per_line].map(count),
      ]),
    ),
  ].join('\n');
}

export function plainPage(answer: AdoptionAnswer): string {
  const total = answer.rows.find(row => row.day === null && row.value === answer.only);
  const values = answer.rows.flatMap(({ day, value }) => (day === null && value !== null ? [value] : []));
  const whose =
    answer.scope === 'mine' ? 'Your own data alone' : `Everyone, in groups of ${answer.leastPeople} and more`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Adoption · Intramural</title><link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/console/assets/console.css"></head>
<body class="plain"><main><h1>Adoption</h1>
<p>${escapeHtml(`${answer.from} to ${answer.to} (${answer.timeZone})`)}. ${whose}. Days and values of too few people are left out.</p>
<table><caption>Figures of the period</caption><thead><tr><th scope="col">Figure</th><th scope="col">Value</th><th scope="col">Definition</th></tr></thead>
<tbody>${metrics.map(metric => tile(metric, total)).join('')}</tbody></table>
${values.length > 0 ? byDay(answer.rows, values) : '<p>No suggestion has been recorded in this period.</p>'}
${others(answer)}
</main></body></html>
`;
}
