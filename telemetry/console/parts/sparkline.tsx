const width = 160;
const height = 30;
const margin = 3;

/** The shape of a figure over the period. Decoration: the table holds the figures. Gaps stay gaps. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter(value => value !== null);
  if (known.length < 2) return <div class="sparkline" />;
  const top = Math.max(...known);
  const bottom = Math.min(0, ...known);
  const span = top - bottom || 1;
  const x = (index: number) => margin + (index / (values.length - 1)) * (width - 2 * margin);
  const y = (value: number) => height - margin - ((value - bottom) / span) * (height - 2 * margin);
  const last = values.findLastIndex(value => value !== null);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {runs(values).map(run =>
        run.length === 1 ? (
          <circle key={run[0]} cx={x(run[0]!)} cy={y(values[run[0]!]!)} r="1.5" />
        ) : (
          <polyline key={run[0]} points={run.map(index => `${x(index)},${y(values[index]!)}`).join(' ')} />
        ),
      )}
      <circle class="sparkline-last" cx={x(last)} cy={y(values[last]!)} r="2.5" />
    </svg>
  );
}

/** Positions of values without a gap between them. */
export function runs(values: readonly (number | null)[]): number[][] {
  const found: number[][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const run = found.at(-1);
    if (run && run.at(-1) === index - 1) run.push(index);
    else found.push([index]);
  }
  return found;
}
