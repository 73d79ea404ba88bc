const width = 160;
const height = 30;
const margin = 3;

/** The shape of a figure over the period. Decoration: the table holds the figures. Gaps stay gaps. */
export function Sparkline({ values, fromZero }: { values: readonly (number | null)[]; fromZero: boolean }) {
  const known = values.filter(value => value !== null);
  if (known.length < 2) return <div class="sparkline" />;
  const top = Math.max(...known);
  const bottom = fromZero ? 0 : Math.min(...known);
  const span = top - bottom || 1;
  const x = (index: number) => margin + (index / (values.length - 1)) * (width - 2 * margin);
  const y = (value: number) => height - margin - ((value - bottom) / span) * (height - 2 * margin);
  const last = values.findLastIndex(value => value !== null);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {runs(values).map(run => (
        <polyline key={run[0]} points={pointsOf(run.map(index => [x(index), y(values[index]!)] as const))} />
      ))}
      <polyline class="sparkline-last" points={pointsOf([[x(last), y(values[last]!)]])} />
    </svg>
  );
}

/** A lone point becomes a line of no length, which round ends make a dot whatever the stretch. */
function pointsOf(points: readonly (readonly [number, number])[]): string {
  return (points.length === 1 ? [points[0]!, points[0]!] : points).map(([x, y]) => `${x},${y}`).join(' ');
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
