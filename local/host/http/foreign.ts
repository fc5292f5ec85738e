import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request was made by a page of another site. Any page in a browser of this machine may send requests to loopback, also a POST without asking first,
 * and a name of its own may lead here (DNS rebinding): with real credentials in the environment it could start exports or end them. Browsers name the
 * page's origin in `Origin` and the name they came by in `Host`; tools send no `Origin`.
 */
export function isForeign({ host, origin }: IncomingHttpHeaders): boolean {
  if (host !== undefined && !LOOPBACK.has(hostnameOf(`http://${host}`))) return true;
  return origin !== undefined && origin !== `http://${host}`;
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
