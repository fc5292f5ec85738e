import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient, newPipeline } from '@azure/storage-blob';
import type { Clock } from '../clock.ts';
import type { Settings } from '../settings/settings.ts';
import { type LandingPatience, landingRetry } from './landingRetry.ts';

/** The landing container, reached by clients that wait out what passes. */
export function connectLanding(
  { account, container }: Settings['landing'],
  identity: TokenCredential,
  clock: Clock,
  patience?: LandingPatience,
): ContainerClient {
  const { url, credential } =
    account.by === 'identity'
      ? { url: account.url, credential: identity }
      : BlobServiceClient.fromConnectionString(account.connectionString);
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
  pipeline.factories.push(landingRetry(clock, patience));
  return new BlobServiceClient(url, pipeline).getContainerClient(container);
}
