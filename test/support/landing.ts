import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import type { CopyEngine } from '../../shared/copy/copyEngine.ts';
import type { CopyReceipt } from '../../shared/copy/types.ts';
import type { RunGuard } from '../../shared/durable/runGuard.ts';
import { CodedError } from '../../shared/errors.ts';
import { failed } from '../../shared/export/stop.ts';
import { createCommittedFiles } from '../../shared/landing/committedFiles.ts';
import { createLanding } from '../../shared/landing/landing.ts';
import { createLandedNames } from '../../shared/landing/versionListing.ts';
import type { BillingApi } from '../../shared/microsoft/billingApi.ts';
import { createSourceAccess } from '../../shared/microsoft/sourceAccess.ts';
import { noMetrics } from '../../shared/report/runMetrics.ts';
import type { StepContext } from '../../shared/steps/stepContext.ts';
import { manifestAnswer, SOURCE_HOSTS } from './manifests.ts';
import { createVirtualClock, type VirtualClock } from './virtualClock.ts';

/** What the service has at the moment: its manifest, and the unpacked bytes behind each of its names. */
export interface Snapshot {
  files: Record<string, string>;
  manifest?: Record<string, unknown>;
}

/** What the steps of a run work with, on a real container. Each bed is a process of its own: its memories are empty. */
export interface StepBed extends StepContext {
  clock: VirtualClock;
  /** Names that were copied, in order. */
  copied: string[];
  /** Set to end the run as a cancelled one. */
  guard: RunGuard & { ended: boolean };
}

export function createStepBed(container: ContainerClient, snapshot: Snapshot, prefix = ''): StepBed {
  const clock = createVirtualClock();
  const landing = createLanding(container, prefix);
  const copied: string[] = [];
  const billing: BillingApi = {
    submit: async () => failed('InternalError', 'not used'),
    operation: async () => ({ state: 'succeeded', manifest: { link: 'm' }, clientRequestId: 'c' }),
    manifest: async () => ({ manifest: manifestAnswer(snapshot.manifest, Object.keys(snapshot.files)) }),
  };
  const source = createSourceAccess(billing, SOURCE_HOSTS, clock);
  return {
    clock,
    copied,
    guard: fakeGuard(),
    log: { log: () => {}, warn: () => {}, error: () => {} },
    services: {
      clock,
      billing,
      source,
      beta: { billing, source },
      landing,
      landedNames: createLandedNames(landing, clock),
      committedFiles: createCommittedFiles(landing, clock),
      copyEngine: fakeCopyEngine((name) => {
        copied.push(name);
        return snapshot.files[name] ?? '';
      }),
      metrics: noMetrics,
      lastModified: async () => new Date('2026-11-07T22:00:00Z'),
    },
  };
}

function fakeGuard(): StepBed['guard'] {
  const guard: StepBed['guard'] = {
    ended: false,
    async assertCurrent() {
      if (guard.ended) throw new CodedError('RunEnded', 'The run has ended.');
    },
    whileCurrent: (work) => work(new AbortController().signal),
  };
  return guard;
}

/** Writes what `read` gives for the name of the source as the target blob, with all the promises of the real engine but the gzip. */
function fakeCopyEngine(read: (name: string) => string): CopyEngine {
  return {
    async copy({ source, target, contentType, metadata, beforeFirstWrite, beforeCommit, signal }) {
      await source.url(signal);
      await beforeFirstWrite?.();
      const bytes = Buffer.from(read(source.name));
      const receipt: CopyReceipt = {
        bytes: bytes.length,
        lines: bytes.toString().split('\n').filter(Boolean).length,
        crc32: crc32(bytes).toString(16).padStart(8, '0'),
        source: {
          bytes: bytes.length,
          eTag: '"source"',
          sha256: createHash('sha256').update(bytes).digest('hex'),
        },
      };
      await beforeCommit?.(receipt);
      await target.upload(bytes, bytes.length, {
        blobHTTPHeaders: { blobContentType: contentType },
        metadata: metadata(receipt),
      });
      return receipt;
    },
  };
}
