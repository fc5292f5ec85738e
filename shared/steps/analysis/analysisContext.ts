import type { VersionFile } from '../../analysis/bundles.ts';
import type { Clock } from '../../clock.ts';
import type { Instances } from '../../durable/instances.ts';
import type { RunGuard } from '../../durable/runGuard.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { Landing } from '../../landing/landing.ts';
import type { LogSink } from '../../log.ts';
import type { AnalysisMetrics } from '../../report/runMetrics.ts';
import type { EventTopic } from '../../report/topic.ts';
import type { Settings } from '../../settings/settings.ts';
import type { FocusServices } from '../focus/focusContext.ts';

/** Of a batch and its row group, and of ranges and blocks on their way: measured with 200 MiB of usage lines. */
export const BUNDLE_MEMORY_BYTES = 100 * 1024 * 1024;

/** What the steps of an analysis work with. */
export interface AnalysisServices {
  clock: Clock;
  landing: Landing;
  blobs: BlobStore;
  /** What is wanted of an analysis. */
  analysis: Settings['analysis'];
  /** Files of a version by the path of its manifest, cut into bundles; kept for the many activities of one version. */
  bundles(manifest: string): Promise<readonly VersionFile[][]>;
  /** Does what needs the memory of a bundle ({@link BUNDLE_MEMORY_BYTES}) once that is free, beside copies that go on. */
  admit<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** What FOCUS is made with of all that is analysed. */
  focus: FocusServices;
  topic?: EventTopic;
  metrics: AnalysisMetrics;
}

/** What a step gets besides its input. `guard` sees whether this analysis is still the one that is wanted. */
export interface AnalysisContext {
  services: AnalysisServices;
  instances: Instances;
  guard: RunGuard;
  log: LogSink;
}
