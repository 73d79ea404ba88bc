import { useText } from '../text/text.ts';
import { contentOf, type Loading } from '../use-answer.ts';
import { Failure } from './notice.tsx';

interface PendingProps {
  state: Loading<unknown>;
  /** The role that the page asks for. */
  needs: string;
  onRetry: () => void;
}

/** What stands in a page's place while nothing of it is there: that it loads, or why it does not come. */
export function Pending({ state, needs, onRetry }: PendingProps) {
  const { states } = useText();
  if (state.kind === 'loading') {
    if (contentOf(state) !== null) return null;
    return (
      <p class="loading-line" role="status">
        {states.loading}
      </p>
    );
  }
  if (state.kind === 'ok' || state.kind === 'signed_out') return null;
  return <Failure answer={state} needs={needs} onRetry={onRetry} />;
}
