import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { Clock } from '../clock.ts';
import { CodedError, ThrottledError } from '../errors.ts';
import { AdmissionGate, blobsAtOnce } from './admission.ts';
import { createTargetBlobs } from './blockBlob.ts';
import { BufferPool } from './bufferPool.ts';
import { copyAttempt } from './copyAttempt.ts';
import { BlocksGone, GzipFault, SourceChanged } from './faults.ts';
import { bufferBytesPerBlob, type CopyLimits, DEFAULT_LIMITS } from './limits.ts';
import { createRequestRange } from './rangeRequest.ts';
import { SourceUrl } from './sourceUrl.ts';
import type { CopyReceipt, CopyRequest } from './types.ts';

/** For a copy whose turn has not come. */
const QUEUE_AGAIN_AFTER_MS = 60_000;

/** Attempts at the same file that commit in between are few: an activity and its repetition. */
const MOST_LOST_RACES = 3;

export interface CopyEngineOptions {
  readonly clock: Clock;
  /** Sends the GETs to the source. The landing has a pipeline of its own. */
  readonly httpClient?: HttpClient;
  readonly limits?: Partial<CopyLimits>;
  /** Have the service check an MD5 of every block, see {@link needsBlockChecks}. Default: no. */
  readonly checkBlocks?: boolean;
  /** Bounds the memory of all who hold much of it. Default: one of its own, of {@link blobsAtOnce} places. */
  readonly gate?: AdmissionGate;
}

export interface CopyEngine {
  /**
   * Unpacks one gzip blob into one block blob: the exact bytes, or nothing at all. Rejects with a `CodedError` for what
   * cannot heal, with what the hooks and the source's callbacks throw, or with the signal's reason.
   */
  copy(request: CopyRequest): Promise<CopyReceipt>;
}

/**
 * One engine serves the whole process: its buffers are shared, and it lets in only as many blobs at once as their
 * buffers fit the memory; further calls wait in line.
 */
export function createCopyEngine(options: CopyEngineOptions): CopyEngine {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { clock } = options;
  const { gate = new AdmissionGate(blobsAtOnce(bufferBytesPerBlob(limits))) } = options;
  const pools = { ranges: new BufferPool(limits.rangeBytes), blocks: new BufferPool(limits.blockBytes) };
  const requestRange = createRequestRange(options.httpClient ?? createDefaultHttpClient(), () => clock.now());
  const targetOf = createTargetBlobs({ clock, limits, checkBlocks: options.checkBlocks ?? false });
  let active = 0;

  async function copyAdmitted(request: CopyRequest): Promise<CopyReceipt> {
    const { name } = request.source;
    const url = new SourceUrl(request.source, request.signal);
    const target = targetOf(request.target, name);
    const beforeFirstWrite = once(() => request.beforeFirstWrite?.());
    const assertWorthAnother = attemptsAt(name);
    for (;;) {
      try {
        return await copyAttempt({ request, url, target, beforeFirstWrite, pools, limits, clock, requestRange });
      } catch (error) {
        assertWorthAnother(error);
      }
    }
  }

  async function copyInTurn(request: CopyRequest, onBegin: () => void): Promise<CopyReceipt> {
    return gate.run(request.signal, async () => {
      onBegin();
      active++;
      try {
        return await copyAdmitted(request);
      } finally {
        if (--active === 0) {
          // An idle process keeps the buffers of one blob, not those of its busiest moment.
          pools.ranges.trim(limits.rangesAhead + 1);
          pools.blocks.trim(limits.blocksInFlight + 1);
        }
      }
    });
  }

  return {
    async copy(request) {
      const overdue = new AbortController();
      let begun = false;
      const end = () => overdue.abort(begun ? tooSlow(request, limits) : stillInLine(request));
      // By the wall, as the host's `functionTimeout` is; a process that has nothing else to do may end before.
      const timer = setTimeout(end, limits.copyTimeMs).unref();
      try {
        const signal = AbortSignal.any([request.signal, overdue.signal]);
        return await copyInTurn({ ...request, signal }, () => {
          begun = true;
        });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Counts what a fresh attempt at the same file may heal, and throws what is final. */
function attemptsAt(name: string): (error: unknown) => void {
  let changes = 0;
  let gzipFaults = 0;
  let lostRaces = 0;
  return (error) => {
    if (error instanceof SourceChanged) {
      if (++changes > 1)
        throw new CodedError('SnapshotMoved', `${name}: the source blob changed again while it was read`);
    } else if (error instanceof GzipFault) {
      // Once more from fresh bytes: TLS and ranges do not prove that it was not the wire.
      if (++gzipFaults > 1) throw new CodedError('GzipInvalid', `${name}: ${error.message}`);
    } else if (error instanceof BlocksGone) {
      if (++lostRaces > MOST_LOST_RACES) {
        throw new CodedError(
          'LandingUnavailable',
          `${name}: other attempts at the same file keep discarding its blocks`,
        );
      }
    } else {
      throw error;
    }
  };
}

function tooSlow({ source }: CopyRequest, { copyTimeMs }: CopyLimits): CodedError {
  const hours = copyTimeMs / 3_600_000;
  return new CodedError('CopyTooSlow', `${source.name}: not copied within ${hours} hours; nothing of it is visible`);
}

/** It has done nothing that could be lost: it queues again behind what is copied now. */
function stillInLine({ source }: CopyRequest): ThrottledError {
  return new ThrottledError(`${source.name}: larger files left no room for it`, QUEUE_AGAIN_AFTER_MS);
}

function once(hook: () => Promise<void> | undefined): () => Promise<void> {
  let run: Promise<void> | undefined;
  return () => {
    run ??= Promise.resolve(hook());
    return run;
  };
}
