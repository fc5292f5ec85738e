import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertSourceAllowed, blobUrl } from '../../../shared/microsoft/sourceOrigin.ts';
import { codeOf } from '../../support/codes.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const HOSTS = ['.blob.core.windows.net', '127.0.0.1', 'exact.example'];

describe('a root directory', () => {
  test.each([
    ['a suffix', 'https://acct1.blob.core.windows.net/c/v1/A=1', 'https://acct1.blob.core.windows.net/c/v1/A=1'],
    ['slashes at its end', 'https://acct1.blob.core.windows.net/c//', 'https://acct1.blob.core.windows.net/c'],
    ['capitals in the host', 'https://ACCT1.Blob.Core.Windows.Net/c', 'https://ACCT1.Blob.Core.Windows.Net/c'],
    ['an exact host', 'https://exact.example/c', 'https://exact.example/c'],
    ['an exact host with a port', 'https://127.0.0.1:10000/acct/c', 'https://127.0.0.1:10000/acct/c'],
    ['dots inside names', 'https://exact.example/v1.0/..a/b../.c', 'https://exact.example/v1.0/..a/b../.c'],
    ['only a host', 'https://exact.example', 'https://exact.example'],
    ['a blank inside', 'https://exact.example/a b', 'https://exact.example/a b'],
  ])('on a listed host is allowed: %s', (_, given, expected) => {
    expect(assertSourceAllowed(given, HOSTS)).toBe(expected);
  });

  test.each([
    ['no URL', 'acct1.blob.core.windows.net/c'],
    ['empty', ''],
    ['http', 'http://acct1.blob.core.windows.net/c'],
    ['another scheme', 'ftp://acct1.blob.core.windows.net/c'],
    ['another host', 'https://evil.example/c'],
    ['the suffix inside another host', 'https://acct1.blob.core.windows.net.evil.example/c'],
    ['the suffix without its dot', 'https://evilblob.core.windows.net/c'],
    ['the bare suffix', 'https://blob.core.windows.net/c'],
    ['a subdomain of an exact host', 'https://sub.exact.example/c'],
    ['the root label', 'https://acct1.blob.core.windows.net./c'],
    ['a user', 'https://user@acct1.blob.core.windows.net/c'],
    ['a user and a password', 'https://user:pw@acct1.blob.core.windows.net/c'],
    ['a password alone', 'https://:pw@acct1.blob.core.windows.net/c'],
    ['a listed host as user', 'https://acct1.blob.core.windows.net@evil.example/c'],
    ['a query', 'https://exact.example/c?x=1'],
    ['an empty query', 'https://exact.example/c?'],
    ['a fragment', 'https://exact.example/c#x'],
    ['an empty fragment', 'https://exact.example/c#'],
    ['a backslash', 'https://exact.example\\c'],
    ['a dot segment', 'https://exact.example/c/../d'],
    ['a dot segment at the end', 'https://exact.example/c/..'],
    ['a single dot', 'https://exact.example/c/./d'],
    ['an encoded dot segment', 'https://exact.example/c/%2e%2e/d'],
    ['an encoded dot segment in capitals', 'https://exact.example/c/%2E%2E/d'],
    ['half of one', 'https://exact.example/c/.%2e/d'],
    ['the other half', 'https://exact.example/c/%2e./d'],
    ['an encoded single dot', 'https://exact.example/c/%2e'],
    ['a dot segment hidden by a tab', 'https://exact.example/c/.\t./d'],
    ['a dot segment hidden by a newline', 'https://exact.example/c/.\n./d'],
    ['a carriage return', 'https://exact.example/\rc'],
    ['a blank at its end', 'https://exact.example/c/.. '],
    ['a blank before it', ' https://exact.example/c'],
  ])('is refused: %s', (_, given) => {
    expect(codeOf(() => assertSourceAllowed(given, HOSTS))).toBe('ForeignOrigin');
  });

  test('no host at all is listed by an empty list', () => {
    expect(codeOf(() => assertSourceAllowed('https://exact.example/c', []))).toBe('ForeignOrigin');
  });

  test('what is refused is not repeated: it might hold a secret', () => {
    const given = 'https://user:SECRET@exact.example/c?sig=SECRET';
    expect(() => assertSourceAllowed(given, HOSTS)).toThrow(/^(?!.*SECRET)/);
  });
});

describe('the URL of a blob', () => {
  test('keeps whatever the name holds in one segment below the root directory', () => {
    const root = 'https://exact.example/c/A=1';
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const name = `n${text.toWellFormed()}`;
        const url = new URL(blobUrl(root, name));
        expect(url.search + url.hash).toBe('');
        const path = url.pathname.slice('/c/A=1/'.length);
        expect(path).not.toContain('/');
        expect(decodeURIComponent(path)).toBe(name);
      }),
    );
  });
});
