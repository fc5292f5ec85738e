import { expect, test } from '@jest/globals';
import { sasExpiryMs } from '../../../shared/microsoft/sourceAccess.ts';

test.each([
  ['encoded', 'sv=1&se=2026-11-08T07%3A00%3A00Z&sig=x', '2026-11-08T07:00:00Z'],
  ['raw', 'se=2026-11-08T07:00:00Z&sig=x', '2026-11-08T07:00:00Z'],
  ['to the minute', 'se=2026-11-08T07:00Z', '2026-11-08T07:00:00Z'],
  ['a day', 'se=2026-11-09', '2026-11-09T00:00:00Z'],
  ['not that of the signing key', 'ske=2026-11-10T00:00:00Z&se=2026-11-08T07:00:00Z', '2026-11-08T07:00:00Z'],
])('the expiry of a SAS, %s', (_, token, expected) => {
  expect(sasExpiryMs(token)).toBe(Date.parse(expected));
});

test.each(['', 'sv=1&sig=x', 'se=', 'se=soon', 'ske=2026-11-10T00:00:00Z'])('no expiry in %j', (token) => {
  expect(sasExpiryMs(token)).toBeUndefined();
});
