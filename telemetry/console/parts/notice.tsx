import type { ComponentChildren } from 'preact';
import type { Answer } from '../api.ts';
import { useText } from '../text/text.ts';

interface NoticeProps {
  tone: 'empty' | 'problem';
  title: string;
  body?: string;
  children?: ComponentChildren;
}

/** What stands where figures can't: what happened, and the mend. */
export function Notice({ tone, title, body, children }: NoticeProps) {
  return (
    <section class={`notice notice-${tone}`} role={tone === 'problem' ? 'alert' : undefined}>
      <h2>{title}</h2>
      {body && <p>{body}</p>}
      {children}
    </section>
  );
}

/** The notice for an answer that brought nothing. */
export function Failure({ answer, needs, onRetry }: { answer: Answer<unknown>; needs: string; onRetry: () => void }) {
  const text = useText();
  if (answer.kind === 'forbidden') {
    return <Notice tone="problem" title={text.states.forbiddenTitle} body={text.states.forbidden(needs)} />;
  }
  const message = answer.kind === 'failed' ? answer.message : null;
  return (
    <Notice tone="problem" title={text.states.failedTitle} body={message ?? text.states.offline}>
      <button type="button" onClick={onRetry}>
        {text.states.retry}
      </button>
    </Notice>
  );
}
