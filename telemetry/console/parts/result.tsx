import type { ResultName } from '../audit-types.ts';
import { useText } from '../text/text.ts';

/** Shape and word say it; colour only repeats it. */
const shapes: Record<ResultName, string> = {
  completed: 'M2 6.500 5 9.500 10 3',
  enough: 'M2 6.500 5 9.500 10 3',
  cancelled: 'M2 6H10',
  refused: 'M3 3 9 9M9 3 3 9',
  failed: 'M6 2V7M6 9.500V10',
  under_way: 'M2 6H2.500M6 6H6.500M10 6H10.500',
};

/** @param short where there is little room. */
export function Result({ result, short = false }: { result: ResultName; short?: boolean }) {
  const { audit } = useText();
  const isShort = short && result === 'enough';
  return (
    <span
      class={`result result-${result === 'enough' ? 'completed' : result}`}
      title={isShort ? audit.results.enough : undefined}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={shapes[result]} />
      </svg>
      {isShort ? audit.enoughShort : audit.results[result]}
    </span>
  );
}
