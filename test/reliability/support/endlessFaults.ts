import { Readable } from 'node:stream';
import { createHttpHeaders, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { VirtualClock } from '../../../local/host/virtualClock.ts';
import type { FaultAnswer } from '../../../local/simulators/faults.ts';
import type { StorageRequest } from '../../support/wire.ts';

/** Answers without an end: only a limit of the program's own gets it out of them. */
export type EndlessFault = { name: string; is: 'silence' | 'huge' };

export const ENDLESS_FAULTS: readonly EndlessFault[] = [
  { name: 'no answer, or one that stops, ever', is: 'silence' },
  { name: '200, huge body', is: 'huge' },
];

const MIB = 1024 * 1024;
const BEGINNING = '{"value": [';
/** Whatever reads on beyond any sense would meet the end only here. */
const HUGE_MIB = 1024;
/** What the SDKs of storage and identity read whole, whatever its size. */
const LARGE_MIB = 4;
/** The program's time limit for one request, which the real clock keeps: the virtual one learns of it here. */
const REQUEST_TIMEOUT_MS = 100_000;

/** Every other silence of a run begins in the middle of an answer. */
const beginsInTheBody = (nth: number) => nth % 2 === 0;

/** Graph and Partner Center. */
export function stallService(
  fault: EndlessFault,
  nth: number,
  clock: VirtualClock,
  request: PipelineRequest,
): Promise<PipelineResponse> {
  const { abortSignal } = request;
  const overdue = (then: (error: Error) => void) =>
    abortSignal?.addEventListener('abort', () => {
      clock.passTo(new Date(clock.now().getTime() + REQUEST_TIMEOUT_MS));
      then(Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' }));
    });
  const isSilence = fault.is === 'silence';
  if (isSilence && !beginsInTheBody(nth)) return new Promise((_, reject) => overdue(reject));

  const body = isSilence ? new Readable({ read() {} }) : Readable.from(blanks());
  if (isSilence) {
    body.push(BEGINNING);
    overdue((error) => body.destroy(error));
  }
  const headers = createHttpHeaders({ 'content-type': 'application/json' });
  return Promise.resolve({ request, status: 200, headers, readableStreamBody: body });
}

function* blanks(): Generator<Buffer> {
  const blank = Buffer.alloc(MIB, ' ');
  for (let sent = 0; sent < HUGE_MIB; sent++) yield blank;
}

/** Both storage accounts. */
export async function stallStorage(
  fault: EndlessFault,
  nth: number,
  { response, incoming }: Pick<StorageRequest, 'response' | 'incoming'>,
): Promise<boolean> {
  incoming.resume();
  if (fault.is === 'silence' && !beginsInTheBody(nth)) return true;
  response.writeHead(200, { 'content-type': 'application/octet-stream', etag: '"e"' });
  if (fault.is === 'silence') response.write(BEGINNING);
  else response.end(Buffer.alloc(LARGE_MIB * MIB, 'x'));
  return true;
}

/** Event Grid and the identity. */
export function simulatorStall(fault: EndlessFault): FaultAnswer {
  if (fault.is === 'silence') return { stall: true };
  return { status: 200, text: 'x'.repeat(LARGE_MIB * MIB), contentType: 'application/json' };
}

const SPEED = 400;
/** Shorter ones are those of looks at the durable backend, which no fault of these makes wait: on a busy machine they would come before any answer. */
const SHORTEST_HURRIED_MS = 20_000;

/** Lets the time limits of the program that the real clock keeps come four hundred times as early. Answers what puts them right again. */
export function hurryTimeLimits({ all } = { all: false }): () => void {
  const original = AbortSignal.timeout;
  AbortSignal.timeout = (ms) =>
    original.call(AbortSignal, !all && ms < SHORTEST_HURRIED_MS ? ms : Math.ceil(ms / SPEED));
  return () => {
    AbortSignal.timeout = original;
  };
}
