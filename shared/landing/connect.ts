import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import type { Settings } from '../settings/settings.ts';

/** Statuses and broken connections are retried by the SDK for about two minutes; what it does not retry, the callers do. */
const PIPELINE: StoragePipelineOptions = {
  retryOptions: { maxTries: 6, retryDelayInMs: 2_000, maxRetryDelayInMs: 60_000 },
};

export function connectLanding(landing: Settings['landing'], credential: TokenCredential): ContainerClient {
  const service =
    landing.account.by === 'identity'
      ? new BlobServiceClient(landing.account.url, credential, PIPELINE)
      : BlobServiceClient.fromConnectionString(landing.account.connectionString, PIPELINE);
  return service.getContainerClient(landing.container);
}
