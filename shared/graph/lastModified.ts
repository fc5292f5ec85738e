import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import { CodedError } from '../errors.ts';

const TIMEOUT_MS = 60_000;

/** When a blob behind a SAS was last modified. Throws `SnapshotMoved`, `SourceForbidden` or `SourceUnavailable`. */
export async function readLastModified(httpClient: HttpClient, url: string): Promise<Date> {
  const response = await httpClient
    .sendRequest(
      createPipelineRequest({
        url,
        method: 'HEAD',
        headers: createHttpHeaders({ 'x-ms-version': '2021-08-06' }),
        timeout: TIMEOUT_MS,
      }),
    )
    .catch(() => undefined);
  if (response?.status === 404) throw new CodedError('SnapshotMoved', 'The first blob of the manifest does not exist.');
  if (response?.status === 403)
    throw new CodedError('SourceForbidden', 'Storage refused the first blob of the manifest.');
  const date = new Date(response?.headers.get('last-modified') ?? Number.NaN);
  if (response?.status !== 200 || Number.isNaN(date.getTime())) {
    throw new CodedError(
      'SourceUnavailable',
      'Storage did not say when the first blob of the manifest was last modified.',
    );
  }
  return date;
}
