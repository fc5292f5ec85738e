import type { VersionFile } from '../../analysis/bundles.ts';
import type { Clock } from '../../clock.ts';
import type { Instances } from '../../durable/instances.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { Landing } from '../../landing/landing.ts';
import type { LogSink } from '../../log.ts';

/** What the steps of FOCUS work with. */
export interface FocusServices {
  /** Whether FOCUS is wanted at all. */
  isOn: boolean;
  clock: Clock;
  landing: Landing;
  blobs: BlobStore;
  /** Files of a version by the path of its manifest, cut into what one activity reads. */
  bundles(manifest: string): Promise<readonly VersionFile[][]>;
  /** Runs what reads a bundle as soon as there is memory for it. */
  admit<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** The container that a FinOps hub ingests from; absent when there is none. */
  hub?: BlobStore;
}

export interface FocusContext {
  services: FocusServices;
  instances: Instances;
  log: LogSink;
}
