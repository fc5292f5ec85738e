import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import type { Clock } from '../clock.ts';
import { SourceUrl } from '../copy/sourceUrl.ts';
import type { BlobSource } from '../copy/types.ts';
import { CodedError } from '../errors.ts';
import { CALL_PATIENCE, retry, type Try } from '../wire/retry.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';

const TIMEOUT_MS = 60_000;

/**
 * When a blob of the source was last modified. A SAS that is refused is renewed once. Throws `SnapshotMoved`,
 * `SourceForbidden`, `SourceUnavailable`, or a `ThrottledError` when storage asks to wait for longer than a call may
 * sleep.
 */
export function readLastModified(httpClient: HttpClient, clock: Clock, source: BlobSource): Promise<Date> {
  const { signal } = new AbortController();
  const url = new SourceUrl(source, signal);
  return retry(
    { ...CALL_PATIENCE, clock },
    signal,
    () => ask(httpClient, clock, url),
    ({ reason }) =>
      new CodedError(
        'SourceUnavailable',
        `Storage did not say when the first blob of the manifest was last modified (${reason}).`,
      ),
  );
}

async function ask(httpClient: HttpClient, clock: Clock, sourceUrl: SourceUrl): Promise<Try<Date>> {
  const url = await sourceUrl.get();
  const headers = createHttpHeaders({ 'x-ms-version': '2021-08-06' });
  const request = createPipelineRequest({ url, method: 'HEAD', headers, timeout: TIMEOUT_MS });
  const response = await httpClient.sendRequest(request).catch(() => undefined);
  if (!response) return { kind: 'again', reason: 'no answer' };
  const { status } = response;
  if (status === 404) throw new CodedError('SnapshotMoved', 'The first blob of the manifest does not exist.');
  if (status === 401 || status === 403) {
    await sourceUrl.rejected(url);
    return { kind: 'again', reason: 'the SAS was refused' };
  }
  const date = new Date(response.headers.get('last-modified') ?? Number.NaN);
  if (status === 200 && !Number.isNaN(date.getTime())) return { kind: 'done', value: date };
  const waitMs = retryAfterMs(response.headers, clock.now());
  return { kind: 'again', reason: `HTTP ${status}`, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}
