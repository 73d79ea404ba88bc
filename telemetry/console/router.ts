import { useEffect, useState } from 'preact/hooks';

/** The address is the state: every filter stands in it, so that a view can be kept, shared and gone back to. */

const changed = 'intramural:navigate';

export interface Address {
  path: string;
  query: URLSearchParams;
}

function current(): Address {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

export function useAddress(): Address {
  const [address, setAddress] = useState(current);
  useEffect(() => {
    const update = () => setAddress(current());
    addEventListener('popstate', update);
    addEventListener(changed, update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener(changed, update);
    };
  }, []);
  return address;
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  dispatchEvent(new Event(changed));
}

/** The present address with some of its query changed; null removes. */
export function withQuery(address: Address, changes: Record<string, string | null>): string {
  const query = new URLSearchParams(address.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? address.path : `${address.path}?${text}`;
}

/** For links: goes there without loading the page anew, unless a new tab is asked for. */
export function followLink(event: MouseEvent): void {
  const link = (event.currentTarget as HTMLAnchorElement).href;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(new URL(link).pathname + new URL(link).search);
}
