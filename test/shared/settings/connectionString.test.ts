import { expect, test } from '@jest/globals';
import { readSettings } from '../../../shared/settings/settings.ts';

const KEY = 'a2V5';

test.each([
  'UseDevelopmentStorage=true',
  `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
  `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:10000/a`,
  'BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x',
])('%s is a landing account', (LANDING_STORAGE) => {
  expect(readSettings({ LANDING_STORAGE }).ok).toBe(true);
});

test.each([
  ['only a name', 'AccountName=a'],
  ['no endpoint', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${KEY}`],
  ['a key that is cut off', 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=;EndpointSuffix=core.windows.net'],
  ['an endpoint that is no URL', 'BlobEndpoint=a;SharedAccessSignature=sv=1'],
])('%s is a fault that is listed, and not quoted', (_, LANDING_STORAGE) => {
  const message = expect.stringMatching(/^expected a storage connection string/);
  expect(readSettings({ LANDING_STORAGE })).toEqual({ ok: false, faults: [{ name: 'LANDING_STORAGE', message }] });
});
