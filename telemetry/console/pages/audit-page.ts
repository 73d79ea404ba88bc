import { useEffect } from 'preact/hooks';
import { useText } from '../text/text.ts';
import type { Loading } from '../use-answer.ts';

/** What every audit page does: names the window, and goes to the sign-in where the session is over. */
export function useAuditPage<T>(title: string, state: Loading<T>, onSignedOut: () => void): void {
  const { product } = useText();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useEffect(() => {
    if (state.kind === 'signed_out') onSignedOut();
  }, [state, onSignedOut]);
}
