import { BlockBlobClient, type ContainerClient } from '@azure/storage-blob';
import { type CopyEngineOptions, createCopyEngine } from '../../shared/copy/copyEngine.ts';
import type { CopyLimits } from '../../shared/copy/limits.ts';
import type { CopyReceipt, CopyRequest } from '../../shared/copy/types.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { createFastClock, type FastClock } from './fastClock.ts';
import { type LandingProxy, startLandingProxy } from './landingProxy.ts';
import { type SourceServer, startSourceServer } from './sourceServer.ts';

/**
 * Small sizes, so that a file of half a megabyte has many ranges and blocks; times are of a clock that runs a hundred
 * times as fast.
 */
export const TEST_LIMITS: Partial<CopyLimits> = {
  rangeBytes: 16 * 1024,
  inflateChunkBytes: 16 * 1024,
  blockBytes: 64 * 1024,
  rangeTimeMs: 30_000,
  putTimeMs: 100_000,
  retryWindowMs: 120_000,
};
const SPEED = 100;

export interface CopyBed {
  readonly source: SourceServer;
  readonly landing: LandingProxy;
  readonly azurite: Azurite;
  readonly container: ContainerClient;
  /** Copies the source server's blob to `name`, with a fresh engine and clock. */
  copy(name: string, options?: CopyOptions): Promise<{ receipt: CopyReceipt; clock: FastClock }>;
  /** What is visible under `name` at the service; undefined when nothing is. */
  landed(name: string): Promise<Buffer | undefined>;
  /** Is exactly this visible under `name`? Quicker than to compare buffers with `toEqual`. */
  holds(name: string, bytes: Buffer): Promise<boolean>;
  stop(): Promise<void>;
}

export interface CopyOptions {
  request?: Partial<CopyRequest>;
  limits?: Partial<CopyLimits>;
  engine?: Partial<CopyEngineOptions>;
}

/** A source with faults, a landing with faults, and the engine between them. */
export async function startCopyBed(): Promise<CopyBed> {
  const azurite = await startAzurite();
  const landing = await startLandingProxy(azurite.url);
  const source = await startSourceServer();
  const container = await azurite.createContainer();
  async function landed(name: string): Promise<Buffer | undefined> {
    const blob = container.getBlobClient(name);
    return (await blob.exists()) ? blob.downloadToBuffer() : undefined;
  }
  return {
    azurite,
    landing,
    source,
    container,
    async copy(name, { request, limits, engine } = {}) {
      const clock = createFastClock(SPEED);
      const { copy } = createCopyEngine({ clock, limits: { ...TEST_LIMITS, ...limits }, checkBlocks: true, ...engine });
      const url = container.getBlockBlobClient(name).url.replace(new URL(azurite.url).origin, landing.origin);
      const receipt = await copy({
        source: {
          name: 'part-00000.json.gz',
          url: async () => source.url(),
          renew: async () => source.url('renewed'),
        },
        target: new BlockBlobClient(url, azurite.credential),
        contentType: 'application/x-ndjson',
        metadata: ({ lines, crc32 }) => ({ lines: String(lines), crc32 }),
        signal: new AbortController().signal,
        ...request,
      });
      return { receipt, clock };
    },
    landed,
    holds: async (name, bytes) => (await landed(name))?.equals(bytes) ?? false,
    async stop() {
      await Promise.all([landing.stop(), source.stop()]);
      await azurite.stop();
    },
  };
}
