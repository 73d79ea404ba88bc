import { useEffect, useState } from 'preact/hooks';
import { type Answer, send } from '../api.ts';
import { useText } from '../text/text.ts';

type Credential = { token: string } | { code: string };

/** Pasting the token, or opening a one-time link whose code stands in the fragment. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const text = useText();
  const [busy, setBusy] = useState(location.hash.length > 1);
  const [problem, setProblem] = useState<string | null>(null);
  const [bank, setBank] = useState(false);

  useEffect(() => {
    document.title = `${text.signIn.title} · ${text.product}`;
  }, [text]);

  useEffect(() => {
    // Where it can't be asked, the token is there.
    fetch('/console/api/sign-in-ways')
      .then(answer => answer.json())
      .then((ways: { bank?: boolean }) => setBank(ways.bank === true))
      .catch(() => undefined);
  }, []);

  const explain = (answer: Answer<void>, credential: Credential): string => {
    if (answer.kind === 'signed_out') return 'code' in credential ? text.signIn.usedLink : text.signIn.wrong;
    if (answer.kind === 'failed' && answer.retryAfter) return text.signIn.tooMany(answer.retryAfter);
    return (answer.kind === 'failed' && answer.message) || text.states.offline;
  };

  const signIn = async (credential: Credential) => {
    setBusy(true);
    setProblem(null);
    const answer = await send<void>('POST', 'session', credential);
    if (answer.kind === 'ok') return onSignedIn();
    setProblem(explain(answer, credential));
    setBusy(false);
  };

  useEffect(() => {
    const code = location.hash.slice(1);
    if (code === '') return;
    history.replaceState(null, '', location.pathname);
    void signIn({ code });
  }, []);

  return (
    <div class="sign-in">
      <h1>{text.signIn.title}</h1>
      <p class="lead">{text.signIn.lead}</p>
      {busy && (
        <p class="loading-line" role="status">
          {text.signIn.opening}
        </p>
      )}
      {bank && (
        <p>
          <a href="/console/sign-in/bank">{text.signIn.bank}</a>
        </p>
      )}
      <form
        class="card"
        onSubmit={event => {
          event.preventDefault();
          const token = new FormData(event.currentTarget).get('token');
          void signIn({ token: String(token).trim() });
        }}
      >
        <label for="token">{text.signIn.token}</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby="token-help"
          aria-invalid={problem !== null}
        />
        <p id="token-help" class="help">
          {text.signIn.tokenHelp}
        </p>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {text.signIn.submit}
        </button>
      </form>
      <p class="help">{text.signIn.command}</p>
    </div>
  );
}
