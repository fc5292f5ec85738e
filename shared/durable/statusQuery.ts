import type { DurableOrchestrationStatus } from 'durable-functions';
import { messageOf } from '../scrub.ts';

/**
 * A query of the durable extension's HTTP API, all its pages; without inputs. The library asks it for times and
 * statuses alone, for which a backend has no index: only a prefix of the id reads a range and not the whole task hub.
 */
export type StatusQuery = (filter: Readonly<Record<string, string>>) => Promise<DurableOrchestrationStatus[]>;

/** The part of the data of a durable client's binding that says where the extension answers. */
interface ClientData {
  /** The extension's own door on this machine, without a key; later versions have it. */
  rpcBaseUrl?: string;
  managementUrls: { id: string; statusQueryGetUri: string };
}

const PAGE_SIZE = 100;
const CALL_TIME_MS = 15_000;
const TOKEN = 'x-ms-continuation-token';

/** `binding` is what a function gets for the input of a durable client. */
export function statusQuery(binding: unknown): StatusQuery {
  return async (filter) => {
    const url = instancesUrl(binding);
    for (const [name, value] of Object.entries({ ...filter, showInput: 'false', top: String(PAGE_SIZE) })) {
      url.searchParams.set(name, value);
    }
    const found: DurableOrchestrationStatus[] = [];
    for (let token: string | null = ''; token !== null; ) {
      const page = await read(url, token);
      found.push(...page.statuses);
      token = page.token;
    }
    return found;
  };
}

/** Like every broken connection it has a code, and is tried again. */
class StatusQueryError extends Error {
  readonly code = 'StatusQueryFailed';

  constructor(reason: string) {
    super(`The durable extension did not list instances: ${reason}`);
    this.name = 'StatusQueryError';
  }
}

async function read(
  url: URL,
  token: string,
): Promise<{ statuses: DurableOrchestrationStatus[]; token: string | null }> {
  try {
    const headers = token === '' ? {} : { [TOKEN]: token };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(CALL_TIME_MS) });
    if (!response.ok) throw new Error(`it failed with an unexpected status code: ${response.status}`);
    return { statuses: (await response.json()) as DurableOrchestrationStatus[], token: response.headers.get(TOKEN) };
  } catch (error) {
    // Without its cause: the address may hold the key of the extension.
    throw new StatusQueryError(messageOf(error));
  }
}

function instancesUrl(binding: unknown): URL {
  if (!isClientData(binding)) throw new Error('The binding of the durable client does not say where the extension is.');
  const { rpcBaseUrl, managementUrls } = binding;
  if (rpcBaseUrl) return new URL('instances/', rpcBaseUrl);
  return new URL(managementUrls.statusQueryGetUri.replace(managementUrls.id, ''));
}

function isClientData(binding: unknown): binding is ClientData {
  return typeof binding === 'object' && binding !== null && 'managementUrls' in binding;
}
