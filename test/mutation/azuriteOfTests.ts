import { randomUUID } from 'node:crypto';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Azurite } from '../support/azurite.ts';

/** Azurite's published development account: no secret. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Stands in for test/support/azurite.ts while mutants are tested: every test file has containers of its own, but not an
 * Azurite of its own.
 */
export async function startAzurite(): Promise<Azurite> {
  const url = `${process.env.MUTATION_AZURITE}/${ACCOUNT}`;
  const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
  const service = new BlobServiceClient(url, credential, { retryOptions: { maxTries: 1 } });
  return {
    url,
    credential,
    service,
    async createContainer() {
      const container = service.getContainerClient(`t-${randomUUID()}`);
      await container.create();
      return container;
    },
    stop: async () => {},
  };
}
