import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scrub, shortMessage } from '../../shared/scrub.ts';
import { manyRuns } from '../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJTRUNSRVQifQ.SECRET-signature_1';
const SAS = 'sv=2021-08-06&sr=d&sdd=7&sp=rl&se=2026-11-08T07%3A00%3A00Z&skoid=SECRET&sig=SECRET%2Bx%3D';
const KEY = 'SECRETEby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==';

describe('a secret is removed', () => {
  test.each([
    ['a SAS', SAS],
    ['a SAS with another order', 'sr=d&sp=rl&sig=SECRET'],
    ['a SAS in a URL', `GET https://a.blob.core.windows.net/c/x.gz?${SAS} failed`],
    ['any query of a URL', 'https://a.example/x?anything=SECRET&more=SECRET'],
    ['a URL in brackets', `(https://a.example/x?sig=SECRET)`],
    ['a SAS in JSON', JSON.stringify({ sasToken: SAS })],
    ['a SAS in JSON with escaped ampersands', '"sr=d\\u0026sp=rl\\u0026sig=SECRET"'],
    ['a SAS in JSON in JSON', JSON.stringify({ text: JSON.stringify({ sasToken: 'sr=d&sig=SECRET' }) })],
    ['a SAS that is encoded once more', encodeURIComponent('https://a.example/x?sr=d&sig=SECRET')],
    ['a SAS that begins with its signature, encoded', encodeURIComponent('?sig=SECRET%2B&sr=d')],
    ['the same, encoded twice', encodeURIComponent(encodeURIComponent('?sig=SECRET%2B&sr=d'))],
    ['the same, with \\u escapes', '"\\u003fsig\\u003dSECRET\\u0026sr\\u003dd"'],
    ['a SAS in XML', '<Url>sr=d&amp;sig=SECRET</Url>'],
    ['a bearer token', 'Authorization: Bearer SECRET.a-b_c~d+e/f='],
    ['a bearer token in any casing', 'authorization: bearer SECRET'],
    ['a token by its form', `the token ${JWT} was refused`],
    ['a token that is encoded', encodeURIComponent(`{"token":"${JWT}"}`)],
    ['a bearer token that is encoded', encodeURIComponent('Authorization: Bearer SECRETopaque')],
    ['a token in JSON', JSON.stringify({ access_token: 'SECRET opaque' })],
    ['a token in JSON in JSON', JSON.stringify({ text: JSON.stringify({ access_token: 'SECRET opaque' }) })],
    ['a token in a form', 'grant_type=client_credentials&client_secret=SECRET&scope=x'],
    ['an assertion', `client_assertion=${JWT}`],
    ['an account key', `AccountName=a;AccountKey=${KEY};EndpointSuffix=core.windows.net`],
    ['a shared access key', `Endpoint=sb://a/;SharedAccessKeyName=n;SharedAccessKey=${KEY}`],
    ['a SAS in a connection string', `BlobEndpoint=https://a.example/;SharedAccessSignature=${SAS}`],
    ['a function key in a URL', 'https://app.azurewebsites.net/api/exports?code=SECRET'],
    ['a function key in an encoded URL', encodeURIComponent('https://app.azurewebsites.net/api/exports?code=SECRET')],
    ['a function key in a header', 'x-functions-key: SECRET'],
    ['a topic key in a header', 'aeg-sas-key: SECRET'],
  ])('%s', (_, text) => {
    expect(scrub(text)).not.toMatch(/SECRET|eyJhdWQi/);
    expect(scrub(text)).toContain('[removed]');
  });

  test('wherever it stands in a text', () => {
    fc.assert(
      fc.property(
        fc.lorem(),
        fc.lorem(),
        fc.constantFrom(SAS, `Bearer ${JWT}`, `AccountKey=${KEY}`),
        (a, b, secret) => {
          expect(scrub(`${a} ${secret} ${b}`)).not.toMatch(/SECRET/);
        },
      ),
    );
  });
});

describe('ordinary text stays', () => {
  test.each([
    'Microsoft Graph answered 400 to the export request: 2000: The invoice G000000001 does not exist.',
    'part-00000-3f1e.c000.json.gz has 10 bytes (crc32 9ae0daaf)',
    'billed-usage/invoice=G000000001/attributes=full/version=20261108T053000Z-1f0c9a7e/_manifest.json',
    'unbilled-usage/currency=EUR/month=2026-10/attributes=full/',
    'see https://learn.microsoft.com/graph/api/resources/partners-billing-api-overview',
    'response=5 base=7 use=x design=y zip=1',
    'No data available. What else?',
    'Ünïcode 日本語 🙂',
    '',
  ])('%j', (text) => {
    expect(scrub(text)).toBe(text);
  });

  test('and scrubbing twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.constant(SAS)), (text) => {
        expect(scrub(scrub(text))).toBe(scrub(text));
      }),
    );
  });
});

describe('a short message', () => {
  test.each([
    ['stands on one line', 'a\r\n\tb\u0000c\u2028d', 500, 'a b c d'],
    ['has no blanks around it', '  a  ', 500, 'a'],
    ['is as long as allowed', 'abcdef', 6, 'abcdef'],
    ['is cut with a sign of it', 'abcdefg', 6, 'abcde…'],
    ['is cut only after it was scrubbed', `x sig=${'SECRET'.repeat(10)}`, 20, 'x sig=[removed]'],
  ])('%s', (_, text, maxLength, expected) => {
    expect(shortMessage(text, maxLength)).toBe(expected);
  });

  test('is whole characters, whatever it is made from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.integer({ min: 1, max: 20 }), (text, maxLength) => {
        const message = shortMessage(`🙂\ud800${text}`, maxLength);
        expect(message.isWellFormed()).toBe(true);
        expect(message.length).toBeLessThanOrEqual(maxLength);
        expect(message).not.toMatch(/[\p{Cc}\n]/u);
      }),
    );
  });

  test.each(['http://', 'https://a ', 'Bearer ', 'eyJ', 'sig=', 'sig%3D', '"sig":"', '\\"', ' '])(
    'of megabytes of %j is made in no time',
    (text) => {
      const startMs = performance.now();
      shortMessage(text.repeat(1_000_000));
      expect(performance.now() - startMs).toBeLessThan(2_000);
    },
  );
});
