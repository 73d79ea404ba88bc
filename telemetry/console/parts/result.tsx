import { useText } from '../text/text.ts';

export type ResultName = 'completed' | 'cancelled' | 'refused' | 'failed' | 'under_way';

/** Shape and word say it; colour only repeats it. */
const shapes: Record<ResultName, string> = {
  completed: 'M2 6.500 5 9.500 10 3',
  cancelled: 'M2 6H10',
  refused: 'M3 3 9 9M9 3 3 9',
  failed: 'M6 2V7M6 9.500V10',
  under_way: 'M2 6H2.500M6 6H6.500M10 6H10.500',
};

export function Result({ result }: { result: ResultName }) {
  const text = useText();
  return (
    <span class={`result result-${result}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={shapes[result]} />
      </svg>
      {text.audit.results[result]}
    </span>
  );
}
