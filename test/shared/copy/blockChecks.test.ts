import { expect, test } from '@jest/globals';
import { needsBlockChecks } from '../../../shared/copy/blockChecks.ts';

test.each([
  ['https://acct.blob.core.windows.net/', false],
  ['https://acct.z07.blob.storage.azure.net/', false],
  ['https://acct.privatelink.blob.core.windows.net/c', false],
  ['https://acct.blob.core.usgovcloudapi.net/', false],
  ['https://acct.blob.core.chinacloudapi.cn/', false],
  ['http://acct.blob.core.windows.net/', true],
  ['https://127.0.0.1:10000/acct', true],
  ['http://127.0.0.1:10000/devstoreaccount1', true],
  ['https://storage.example.com/', true],
  ['https://core.windows.net.example.com/', true],
  ['https://evilcore.windows.net/', true],
])('%s: %s', (url, expected) => {
  expect(needsBlockChecks(url)).toBe(expected);
});
