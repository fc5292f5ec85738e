import { afterEach, expect, test } from '@jest/globals';
import { readIdentity } from '../../../shared/settings/identity.ts';

const before = process.env.AZURE_TOKEN_CREDENTIALS;
afterEach(() => {
  if (before === undefined) delete process.env.AZURE_TOKEN_CREDENTIALS;
  else process.env.AZURE_TOKEN_CREDENTIALS = before;
});

test.each(['prod', 'ManagedIdentityCredential', 'managedidentitycredential', ''])('%p is taken', (word) => {
  process.env.AZURE_TOKEN_CREDENTIALS = word;
  expect(readIdentity()).toMatchObject({ ok: true, credential: { getToken: expect.any(Function) } });
});

test.each(['ManagedIdentity', 'Environment'])('%s is a faulty setting, told with what is expected', (word) => {
  process.env.AZURE_TOKEN_CREDENTIALS = word;
  expect(readIdentity()).toEqual({
    ok: false,
    faults: [
      {
        name: 'AZURE_TOKEN_CREDENTIALS',
        message: expect.stringMatching(new RegExp(`AZURE_TOKEN_CREDENTIALS = ${word}\\. Valid values are 'prod' or`)),
      },
    ],
  });
});

test('whatever else the library refuses has the name of the variable that it names', () => {
  const refuse = (message: string) =>
    readIdentity(() => {
      throw new Error(message);
    });
  expect(refuse('AZURE_AUTHORITY_HOST is no URL')).toMatchObject({ faults: [{ name: 'AZURE_AUTHORITY_HOST' }] });
  expect(refuse('no')).toMatchObject({ faults: [{ name: 'AZURE_TOKEN_CREDENTIALS', message: 'no' }] });
});
