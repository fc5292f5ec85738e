import type { Clock } from '../../clock.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { Landing } from '../../landing/landing.ts';
import type { EventTopic } from '../../report/topic.ts';

/** What the proof of an invoice is made with. */
export interface ProofServices {
  clock: Clock;
  landing: Landing;
  blobs: BlobStore;
  topic?: EventTopic | undefined;
}
