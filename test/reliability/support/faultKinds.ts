import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import type { FaultAnswer } from '../../../local/simulators/faults.ts';
import type { StorageRequest } from '../../support/wire.ts';
import { httpAnswer } from './answers.ts';

/** What a call is answered with in the place of what it deserves. */
export type FaultKind =
  | { name: string; is: 'status'; status: number; retryAfter?: 'seconds' | 'date' }
  | { name: string; is: 'body'; text: string; contentType: string }
  | { name: string; is: 'hangUp' | 'slow' | 'contentType' };

/** Longer than a call is slept through: the run has to wait in a durable timer. */
export const RETRY_AFTER_SECONDS = 600;
const SLOW_MS = 150;
const HTML = '<html><body>Our services are not available right now</body></html>';

const status = (code: number): FaultKind => ({ name: String(code), is: 'status', status: code });

export const FAULT_KINDS: readonly FaultKind[] = [
  ...[400, 401, 403, 404, 408, 410, 429].map(status),
  { name: '429, Retry-After in seconds', is: 'status', status: 429, retryAfter: 'seconds' },
  { name: '429, Retry-After as a date', is: 'status', status: 429, retryAfter: 'date' },
  ...[500, 502, 503, 504].map(status),
  { name: 'hang up', is: 'hangUp' },
  { name: 'slow', is: 'slow' },
  { name: '200, half a JSON document', is: 'body', text: '{"value": [', contentType: 'application/json' },
  { name: '200, HTML', is: 'body', text: HTML, contentType: 'text/html' },
  { name: '200, empty', is: 'body', text: '', contentType: 'application/json' },
  { name: 'wrong content type', is: 'contentType' },
];

/** The services and storage speak of errors in this shape, the one in JSON and the other in XML. */
const errorJson = { error: { code: 'Simulated', message: 'This fault was asked for.' } };
const errorXml =
  '<?xml version="1.0"?><Error><Code>Simulated</Code><Message>This fault was asked for.</Message></Error>';

function headersOf(fault: FaultKind, now: Date): Record<string, string> {
  if (fault.is === 'body') return { 'content-type': fault.contentType };
  if (fault.is !== 'status' || fault.retryAfter === undefined) return {};
  if (fault.retryAfter === 'seconds') return { 'retry-after': String(RETRY_AFTER_SECONDS) };
  return { date: now.toUTCString(), 'retry-after': new Date(now.getTime() + RETRY_AFTER_SECONDS * 1000).toUTCString() };
}

/** Graph and Partner Center. */
export async function spoilService(
  fault: FaultKind,
  now: Date,
  request: PipelineRequest,
  send: () => Promise<PipelineResponse>,
): Promise<PipelineResponse> {
  switch (fault.is) {
    case 'status':
      return httpAnswer(request, fault.status, errorJson, headersOf(fault, now));
    case 'body':
      return httpAnswer(request, 200, fault.text, headersOf(fault, now));
    case 'hangUp':
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    case 'slow':
      await sleep(SLOW_MS);
      return send();
    case 'contentType': {
      const response = await send();
      return {
        ...response,
        headers: createHttpHeaders({ ...response.headers.toJSON(), 'content-type': 'text/plain' }),
      };
    }
  }
}

/** Both storage accounts. Answers whether the request was taken over. */
export async function spoilStorage(
  fault: FaultKind,
  now: Date,
  { response, incoming, pass }: Pick<StorageRequest, 'response' | 'incoming' | 'pass'>,
): Promise<boolean> {
  switch (fault.is) {
    case 'status':
      incoming.resume();
      response.writeHead(fault.status, { 'content-type': 'application/xml', ...headersOf(fault, now) });
      response.end(incoming.method === 'HEAD' ? undefined : errorXml);
      return true;
    case 'body':
      incoming.resume();
      response.writeHead(200, headersOf(fault, now));
      response.end(fault.text);
      return true;
    case 'hangUp':
      response.destroy();
      return true;
    case 'slow':
      await sleep(SLOW_MS);
      return false;
    case 'contentType':
      await pass({ 'content-type': 'text/plain' });
      return true;
  }
}

/** The identity library sleeps through a `Retry-After` itself, whatever its length. */
const SHORT_RETRY_AFTER_SECONDS = 5;

/** The simulators of Event Grid and of the identity bring their own ways to fail. Undefined: it has no such way. */
export function simulatorFault(fault: FaultKind): FaultAnswer | undefined {
  switch (fault.is) {
    case 'status':
      if (fault.retryAfter === undefined) return { status: fault.status };
      return {
        status: fault.status,
        retryAfter:
          fault.retryAfter === 'seconds'
            ? { seconds: SHORT_RETRY_AFTER_SECONDS }
            : { dateInSeconds: SHORT_RETRY_AFTER_SECONDS },
      };
    case 'body':
      return { status: 200, text: fault.text, contentType: fault.contentType };
    case 'hangUp':
      return { hangUp: true };
    case 'slow':
      return { delayMs: SLOW_MS };
    case 'contentType':
      return undefined;
  }
}
