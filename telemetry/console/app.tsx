import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../metrics/text.ts';
import { get, type Session, send } from './api.ts';
import { AdoptionPage } from './pages/adoption.tsx';
import { AuditPage } from './pages/audit.tsx';
import { AuditEgressPage } from './pages/audit-egress.tsx';
import { AuditRedactionsPage } from './pages/audit-redactions.tsx';
import { BreakGlassPage } from './pages/break-glass.tsx';
import { MyDataPage } from './pages/my-data.tsx';
import { RecordPage } from './pages/record.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { Notice } from './parts/notice.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { navigate, useAddress } from './router.ts';
import { dictionaries, initialLanguage, keepLanguage, LocaleContext } from './text/text.ts';

type SignedIn = { kind: 'unknown' } | { kind: 'out' } | { kind: 'in'; session: Session };

export function App() {
  const [language, setLanguage] = useState<Language>(initialLanguage);
  const [signedIn, setSignedIn] = useState<SignedIn>({ kind: 'unknown' });
  const address = useAddress();
  const text = dictionaries[language];

  const check = async () => {
    const answer = await get<Session | null>('session');
    setSignedIn(answer.kind === 'ok' && answer.value ? { kind: 'in', session: answer.value } : { kind: 'out' });
  };
  useEffect(() => void check(), []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    keepLanguage(language);
  }, [language]);

  const signOut = async () => {
    if (signedIn.kind === 'in') await send('DELETE', 'session', undefined, signedIn.session.csrf);
    setSignedIn({ kind: 'out' });
    navigate('/console/sign-in');
  };

  const page = () => {
    const onSignedOut = () => setSignedIn({ kind: 'out' });
    const wantsSignIn = address.path === '/console/sign-in';
    if (signedIn.kind === 'out' || (wantsSignIn && location.hash.length > 1)) {
      return (
        <SignInPage
          onSignedIn={async () => {
            await check();
            if (location.pathname === '/console/sign-in') navigate('/console/adoption', { replace: true });
          }}
        />
      );
    }
    if (signedIn.kind === 'unknown') return <p class="loading-line">{text.states.loading}</p>;
    if (wantsSignIn || address.path === '/console/adoption') {
      return <AdoptionPage address={{ ...address, path: '/console/adoption' }} onSignedOut={onSignedOut} />;
    }
    if (address.path === '/console/my-data') {
      return <MyDataPage csrf={signedIn.session.csrf} onSignedOut={onSignedOut} />;
    }
    if (address.path === '/console/audit') return <AuditPage address={address} onSignedOut={onSignedOut} />;
    if (address.path === '/console/audit/redactions') {
      return <AuditRedactionsPage address={address} onSignedOut={onSignedOut} />;
    }
    if (address.path === '/console/audit/egress')
      return <AuditEgressPage address={address} onSignedOut={onSignedOut} />;
    if (address.path === '/console/audit/break-glass') {
      return <BreakGlassPage address={address} session={signedIn.session} onSignedOut={onSignedOut} />;
    }
    const record = /^\/console\/audit\/([0-9a-f-]{36})$/.exec(address.path)?.[1];
    if (record) return <RecordPage id={record} onSignedOut={onSignedOut} />;
    return <Notice tone="empty" title={text.states.notFoundTitle} body={text.states.notFound} />;
  };

  return (
    <LocaleContext.Provider value={{ language, text }}>
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <TopBar
        path={address.path}
        session={signedIn.kind === 'in' ? signedIn.session : null}
        onLanguage={setLanguage}
        onSignOut={signOut}
      />
      <main id="content" tabIndex={-1}>
        {page()}
      </main>
    </LocaleContext.Provider>
  );
}
