import { expect, test } from '@jest/globals';
import type { DurableClient } from 'durable-functions';
import { durableInstances } from '../../../shared/durable/instances.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

test('an error of the backend that quotes a 404 of its storage is not an instance that never was', async () => {
  const details = JSON.stringify({
    Message: 'The input of the instance could not be read. Status: 404 (BlobNotFound)',
  });
  const getStatus = async () => {
    throw new Error(`The operation failed with an unexpected status code: 500. Details: ${details}`);
  };
  const instances = durableInstances(
    { client: { getStatus } as Partial<DurableClient> as DurableClient, query: async () => [] },
    createVirtualClock(),
  );
  await expect(instances.find('billed-usage-G000000001-full')).rejects.toThrow('unexpected status code: 500');
});
