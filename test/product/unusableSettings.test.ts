import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { useServices } from '../../functions/services.ts';
import { type Product, startProduct } from '../support/product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct();
  // The environment of this process names no landing account, and a word that the identity library does not know.
  useServices(undefined);
  process.env.AZURE_TOKEN_CREDENTIALS = 'ManagedIdentity';
});
afterAll(async () => {
  delete process.env.AZURE_TOKEN_CREDENTIALS;
  await product?.stop();
});

test.each([
  ['POST', 'api/exports'],
  ['GET', 'api/exports'],
  ['GET', 'api/exports/billed-usage-G000000001-full'],
  ['POST', 'api/exports/billed-usage-G000000001-full/cancel'],
  ['POST', 'api/backfills'],
  ['GET', 'api/backfills/backfill-000000000000000000000000'],
  ['GET', 'api/openapi.json'],
])('%s /%s answers which settings are not usable', async (method, path) => {
  expect(await product.call(method, path)).toMatchObject({
    status: 503,
    body: {
      code: 'SettingsInvalid',
      errors: [{ path: 'LANDING_STORAGE__blobServiceUri' }, { path: 'AZURE_TOKEN_CREDENTIALS' }],
    },
  });
});

test('health lists the faults', async () => {
  const errors = [
    { name: 'LANDING_STORAGE__blobServiceUri' },
    { name: 'AZURE_TOKEN_CREDENTIALS', message: expect.stringContaining('ManagedIdentityCredential') },
  ];
  expect(await product.call('GET', 'api/health')).toMatchObject({
    status: 503,
    body: { ok: false, checks: { settings: { ok: false, errors } } },
  });
});
