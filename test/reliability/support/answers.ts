import { Readable } from 'node:stream';
import { createHttpHeaders, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';

/** An answer that no service gave. Text is sent as it is, everything else as JSON. */
export function httpAnswer(
  request: PipelineRequest,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): PipelineResponse {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return {
    request,
    status,
    headers: createHttpHeaders(headers),
    readableStreamBody: Readable.from([Buffer.from(text)]),
  };
}
