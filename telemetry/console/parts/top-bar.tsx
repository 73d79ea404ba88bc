import type { Language } from '../../metrics/text.ts';
import type { Session } from '../api.ts';
import { followLink } from '../router.ts';
import { dictionaries, useLanguage, useText } from '../text/text.ts';

interface TopBarProps {
  path: string;
  session: Session | null;
  onLanguage: (language: Language) => void;
  onSignOut: () => void;
}

/** Wordmark, pages, language and the way out. Pages that the person's roles do not open are not offered. */
export function TopBar({ path, session, onLanguage, onSignOut }: TopBarProps) {
  const text = useText();
  const language = useLanguage();
  const pages = [
    { href: '/console/adoption', title: text.nav.adoption, role: null },
    { href: '/console/my-data', title: text.nav.myData, role: null },
    { href: '/console/audit', title: text.nav.audit, role: 'security' },
  ].filter(({ role }) => session !== null && (role === null || session.roles.includes(role)));
  const other: Language = language === 'en' ? 'zh' : 'en';
  return (
    <header class="top-bar">
      <div class="top-bar-inner">
        <span class="wordmark">
          <Mark />
          {text.product}
        </span>
        <nav aria-label={text.nav.label}>
          {pages.map(({ href, title }) => (
            <a key={href} href={href} onClick={followLink} aria-current={path.startsWith(href) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div class="top-bar-end">
          <button
            type="button"
            class="quiet"
            lang={other === 'zh' ? 'zh-CN' : 'en'}
            onClick={() => onLanguage(other)}
            title={text.nav.switchLanguage}
          >
            {dictionaries[other].language}
          </button>
          {session && (
            <>
              <span class="who" title={session.team}>
                {session.subject.replace(/^local:/, '')}
              </span>
              <button type="button" class="quiet" onClick={onSignOut}>
                {text.nav.signOut}
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="7" />
      <path class="mark-wall" d="M8 25V10.5A2.500 2.500 0 0 1 10.500 8h11a2.500 2.500 0 0 1 2.500 2.500V25" />
      <path class="mark-code" d="M13 15.500h6M13 20.500h3.500" />
    </svg>
  );
}
