import { useEffect, useState } from 'preact/hooks';

/** What the page shows, in the fragment of its address: `#runs?status=failed`. So a view can be sent to a colleague; it holds ids only. */
export interface Address {
  view: string;
  /** An id behind the view, as in `#run/billed-usage-G000000001-full`. */
  id: string;
  params: Readonly<Record<string, string>>;
}

export function readAddress(fragment: string): Address {
  const [path = '', search = ''] = fragment.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/');
  return {
    view: view || 'overview',
    id: decoded(rest.join('/')),
    params: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The fragment of an address; empty parameters are left out. */
export function addressOf(view: string, id = '', params: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return `#${view}${id ? `/${encodeURIComponent(id)}` : ''}${search}`;
}

export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const follow = () => setAddress(readAddress(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return address;
}

/** Another state of the view that is shown, without a step of its own in the browser's history. */
export function setParams(address: Address, change: Readonly<Record<string, string | undefined>>): void {
  location.replace(addressOf(address.view, address.id, { ...address.params, ...change }));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
