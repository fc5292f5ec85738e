/** What only this machine can answer: no proxy can stand in the way of it, or ever reach it. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Takes loopback out of the reach of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, and the endpoint of the managed
 * identity, which is no other machine's either. To be called before a client is made: the storage, identity and event
 * libraries, the durable client and `fetch` all read `NO_PROXY` by themselves, the first three once and for good. What
 * `NO_PROXY` says already stays; of its two spellings some libraries prefer one, some the other.
 */
export function keepOffProxies(environment: Record<string, string | undefined>): void {
  const { IDENTITY_ENDPOINT: endpoint = '' } = environment;
  const own = [...LOOPBACK, ...(URL.canParse(endpoint) ? [new URL(endpoint).hostname] : [])];
  const given = { NO_PROXY: environment.NO_PROXY, no_proxy: environment.no_proxy };
  environment.NO_PROXY = joined(given.NO_PROXY || given.no_proxy, own);
  if (given.no_proxy) environment.no_proxy = joined(given.no_proxy, own);
}

function joined(list: string | undefined, more: readonly string[]): string {
  const present = (list ?? '').split(',').map((entry) => entry.trim());
  return [...new Set([...present, ...more])].filter((entry) => entry !== '').join(',');
}
