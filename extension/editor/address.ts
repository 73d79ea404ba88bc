import { inEnglish, type Translate } from '../engine/translate.ts';

export type Address = { kind: 'ok'; origin: string; loopback: boolean } | { kind: 'wrong'; why: string };

/** Reads the proxy's address. Code and token travel in the clear only within the machine. */
export function readAddress(text: string, t: Translate = inEnglish): Address {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    // Not repeated: it may hold a password.
    return { kind: 'wrong', why: t('intramural.proxyUrl is no address.') };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { kind: 'wrong', why: t('intramural.proxyUrl must begin with https:// (or http:// on this machine).') };
  }
  const loopback = ['localhost', '[::1]'].includes(url.hostname) || /^127(?:\.\d{1,3}){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback) {
    return { kind: 'wrong', why: t('intramural.proxyUrl must begin with https://: {0} is another machine.', url.host) };
  }
  if (url.username !== '' || url.password !== '') {
    return { kind: 'wrong', why: t('intramural.proxyUrl must not hold a name or password: sign in instead.') };
  }
  return { kind: 'ok', origin: url.origin, loopback };
}
