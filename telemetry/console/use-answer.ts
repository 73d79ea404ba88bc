import { useEffect, useState } from 'preact/hooks';
import { type Answer, get } from './api.ts';

export type Loading<T> = { kind: 'loading'; previous: T | null } | Answer<T>;

/** Loads a path of the API, again whenever the path changes. While it loads, what was there stays visible. */
export function useAnswer<T>(path: string): [Loading<T>, () => void] {
  const [state, setState] = useState<Loading<T>>({ kind: 'loading', previous: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState(before => ({ kind: 'loading', previous: contentOf(before) }));
    void get<T>(path, stop.signal).then(answer => {
      if (!stop.signal.aborted) setState(answer);
    });
    return () => stop.abort();
  }, [path, attempt]);
  return [state, () => setAttempt(before => before + 1)];
}

export function contentOf<T>(state: Loading<T>): T | null {
  if (state.kind === 'ok') return state.value;
  return state.kind === 'loading' ? state.previous : null;
}

/** Names the page in the browser, and tells when the answer says that nobody is signed in any more. */
export function usePage(title: string, state: Loading<unknown>, onSignedOut: () => void): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (state.kind === 'signed_out') onSignedOut();
  }, [state, onSignedOut]);
}
