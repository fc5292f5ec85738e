import type { ContainerClient } from '@azure/storage-blob';
import type { CopyReceipt, CopyRequest } from '../../../shared/copy/types.ts';
import { CodedError } from '../../../shared/errors.ts';
import type { CommittedFiles } from '../../../shared/landing/committedFiles.ts';
import type { Landing } from '../../../shared/landing/landing.ts';
import { toMetadata } from '../../../shared/landing/receipt.ts';
import type { LandedNames } from '../../../shared/landing/versionListing.ts';
import type { SourceAccess } from '../../../shared/microsoft/sourceAccess.ts';
import type { StepContext, StepServices } from '../../../shared/steps/stepContext.ts';
import { manifestOf } from '../../support/manifests.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtualClock.ts';
import { type JsonLanding, jsonLanding } from '../schedule/jsonLanding.ts';

export const E_TAG = 'opaque17charvalue';

export function receiptOf(changes: Partial<CopyReceipt> = {}): CopyReceipt {
  const source = { bytes: 5, eTag: '"s"', sha256: 'ab' };
  return { bytes: 10, lines: 2, crc32: '9ae0daaf', source, ...changes };
}

/** A file as it stands in the landing, with its receipt. */
export function standing(
  folder: string,
  fileName: string,
  { eTag = E_TAG, runId = 'run-1', ...receipt }: { eTag?: string; runId?: string } & Partial<CopyReceipt> = {},
) {
  const blob = { name: `${fileName}.gz`, fileName, partitionValue: 'default', index: 0 };
  return { path: `${folder}${fileName}`, metadata: toMetadata(blob, eTag, runId, receiptOf(receipt)) };
}

export interface MemoryBed extends StepContext {
  clock: VirtualClock;
  landing: JsonLanding;
  blobs: ReturnType<typeof standing>[];
  copies: CopyRequest[];
  lines: [string, Record<string, unknown>][];
  /** Looks at the run; set `ended` to end it. */
  looks: { ended: boolean; fresh: number; all: number };
}

/** What steps work with, all in memory: quick, and each answer of it can be another one. */
export function memoryBed(names: readonly string[] = ['a.json.gz'], services: Partial<StepServices> = {}): MemoryBed {
  const clock = createVirtualClock();
  const blobs: MemoryBed['blobs'] = [];
  const container = {
    containerName: 'billing',
    getBlobClient: (path: string) => ({ url: `https://a.example/billing/${path}?sv=1&sig=SECRET` }),
    getBlockBlobClient: (path: string) => ({ url: `https://a.example/billing/${path}?sv=1&sig=SECRET` }),
  } as Partial<ContainerClient> as ContainerClient;
  const rest: Partial<Landing> = {
    container,
    prefix: '',
  };
  const landing = jsonLanding(rest as Landing);
  // Files besides the documents, which here nobody lists.
  landing.blobs = async function* (path) {
    yield* blobs.filter((blob) => blob.path.startsWith(path));
  };
  landing.setMetadata = async (path, metadata, etag) => {
    const known = landing.documents.get(path);
    if (known?.etag === etag) landing.documents.set(path, { ...known, metadata });
  };
  const source: Partial<SourceAccess> = {
    manifest: async () => manifestOf({ eTag: E_TAG }, names),
    blob: async (_operationId, _eTag, name) => {
      const blob = manifestOf({}, names).blobs.find((one) => one.name === name);
      if (!blob) throw new CodedError('SnapshotMoved', 'no such blob');
      return { blob, url: `https://s.example/${name}?sas0` };
    },
    renew: async (_operationId, _eTag, { blob, url }) => ({ blob, url: `${url}-renewed` }),
  };
  const copies: CopyRequest[] = [];
  const landedNames: LandedNames = { has: async () => false, add: () => {} };
  const committedFiles: CommittedFiles = { find: async () => undefined };
  const looks = { ended: false, fresh: 0, all: 0 };
  const lines: MemoryBed['lines'] = [];
  const write = (level: string) => (line: string) => lines.push([level, JSON.parse(line)]);
  return {
    clock,
    landing,
    blobs,
    copies,
    lines,
    looks,
    guard: {
      async assertCurrent({ fresh } = { fresh: false }) {
        looks.all++;
        if (fresh) looks.fresh++;
        if (looks.ended) throw new CodedError('RunEnded', 'The run has ended.');
      },
      whileCurrent: (work) => work(new AbortController().signal),
    },
    log: { log: write('log'), warn: write('warn'), error: write('error') },
    services: {
      clock,
      landing,
      source,
      landedNames,
      committedFiles,
      copyEngine: {
        copy: async (request) => {
          copies.push(request);
          return receiptOf();
        },
      },
      ...services,
    } as StepServices,
  };
}
