import { expect, test } from '@jest/globals';
import { keepOffProxies } from '../../../shared/wire/pastProxies.ts';

const OWN = 'localhost,127.0.0.1,[::1]';

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['without any', {}, { NO_PROXY: OWN }],
  ['with an empty one', { NO_PROXY: '' }, { NO_PROXY: OWN }],
  ['what is there stays', { NO_PROXY: '.corp.example, b' }, { NO_PROXY: `.corp.example,b,${OWN}` }],
  ['what is there already is not repeated', { NO_PROXY: '127.0.0.1' }, { NO_PROXY: '127.0.0.1,localhost,[::1]' }],
  [
    'of both spellings each is read by somebody',
    { no_proxy: '.corp.example' },
    { no_proxy: `.corp.example,${OWN}`, NO_PROXY: `.corp.example,${OWN}` },
  ],
  ['both spellings, different', { no_proxy: 'a', NO_PROXY: 'b' }, { no_proxy: `a,${OWN}`, NO_PROXY: `b,${OWN}` }],
  [
    'the endpoint of the managed identity',
    { IDENTITY_ENDPOINT: 'http://169.254.130.4:8081/msi/token' },
    { IDENTITY_ENDPOINT: 'http://169.254.130.4:8081/msi/token', NO_PROXY: `${OWN},169.254.130.4` },
  ],
  ['an endpoint that is no URL', { IDENTITY_ENDPOINT: '?' }, { IDENTITY_ENDPOINT: '?', NO_PROXY: OWN }],
])('no proxy is in the way of this machine: %s', (_what, environment, expected) => {
  keepOffProxies(environment);
  expect(environment).toEqual(expected);
});
