import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import type { Clock } from '../clock.ts';
import { DEFAULT_LIMITS } from '../copy/limits.ts';
import { CodedError } from '../errors.ts';
import { retry, type Try } from '../wire/retry.ts';

const TIMEOUT_MS = 60_000;

/** When a blob behind a SAS was last modified. Throws `SnapshotMoved`, `SourceForbidden` or `SourceUnavailable`. */
export function readLastModified(httpClient: HttpClient, clock: Clock, url: string): Promise<Date> {
  return retry(
    { ...DEFAULT_LIMITS, clock },
    new AbortController().signal,
    () => ask(httpClient, url),
    ({ reason }) =>
      new CodedError(
        'SourceUnavailable',
        `Storage did not say when the first blob of the manifest was last modified (${reason}).`,
      ),
  );
}

async function ask(httpClient: HttpClient, url: string): Promise<Try<Date>> {
  const headers = createHttpHeaders({ 'x-ms-version': '2021-08-06' });
  const request = createPipelineRequest({ url, method: 'HEAD', headers, timeout: TIMEOUT_MS });
  const response = await httpClient.sendRequest(request).catch(() => undefined);
  if (!response) return { kind: 'again', reason: 'no answer' };
  if (response.status === 404) throw new CodedError('SnapshotMoved', 'The first blob of the manifest does not exist.');
  if (response.status === 403)
    throw new CodedError('SourceForbidden', 'Storage refused the first blob of the manifest.');
  const date = new Date(response.headers.get('last-modified') ?? Number.NaN);
  return response.status === 200 && !Number.isNaN(date.getTime())
    ? { kind: 'done', value: date }
    : { kind: 'again', reason: `HTTP ${response.status}` };
}
